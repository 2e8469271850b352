// SPDX-License-Identifier: MIT
export interface Item {
    sku?: string;
    name?: string;
    category?: string;
    quantity_milli?: number | string;
    amount_minor: number | string;
}

/** The fields of comeback.h by their names, beside these. */
export interface Sale {
    host?: string;
    items?: Item[];
    scan?: string[];
    [field: string]: string | number | bigint | boolean | null | undefined | Item[] | string[];
}

export interface Scan {
    code: string;
    why: string;
    say: string;
    discount_minor: number;
    refused: boolean;
}

export interface Step {
    id: string;
    text: string;
    due: string | null;
    sort: 'step' | 'need' | 'appointment';
    answers: string[];
}

export interface Answer {
    tag: '' | 'unidentified' | 'new' | 'repeat' | 'referral';
    why: string;
    grade: string;
    visit: number | null;
    prompts: string;
    discount_minor: number;
    scan: Scan[];
    display: string;
    notes: string[];
    cards: string[];
    jobs: number[];
    question: { id: string; text: string; answers: string[] } | null;
    steps: Step[];
    needs: { id: string; text: string }[];
    consents: { id: string; text: string; given: boolean }[];
    next: { offer: string; benefit: string; until: string } | null;
    gift: string | null;
    ask: ('note' | 'card')[];
    notice: string;
    status: number;
    error: string;
    slips: { [form: string]: string | Buffer };
}

export interface Options {
    config?: string;
    library?: string;
    socket?: string;
    via?: 'auto' | 'library' | 'socket';
    timeoutMs?: number;
}

export class Shop {
    constructor(options?: Options);
    look(sale: Sale): Promise<Answer>;
    finish(sale: Sale, forms?: string[]): Promise<Answer>;
    cancel(sale: Sale): Promise<Answer>;
    lookSync(sale: Sale): Answer;
    finishSync(sale: Sale, forms?: string[]): Answer;
    cancelSync(sale: Sale): Answer;
    problem(): Promise<string>;
    close(): void;
}

export const UNREACHABLE: -12;
export const NO_ANSWER: Readonly<Answer>;
export const ESSENTIAL: readonly string[];
export const PROTOTYPES: readonly string[];
