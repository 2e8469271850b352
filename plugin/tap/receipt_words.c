/* SPDX-License-Identifier: MIT */
#include "receipt_words.h"

#include <string.h>
#include <utf8proc.h>

#include "../../drivers/text.h"

enum { LATIN_END = 0x250, CJK_START = 0x2E80 };

/* In small letters, one blank between words, | between entries. */
static const char *const lists[WORDS_SORTS] = {
    [WORDS_COPY] =
        "copy|receipt copy|duplicate|duplicated|reprint|reprinted|re print|copie|duplicata|"
        "réimpression|duplikat|kopie|zweitschrift|nachdruck|wiederholungsdruck|copia|duplicado|"
        "reimpresión|reimpreso|duplicato|ristampa|kopia|wtórnik|wydruk powtórny|kopi|kopio|"
        "herdruk|segunda via|2 via|2a via|reimpressão|kópia|másolat|opis|kopija|copie bon|"
        "αντίγραφο|копия|дубликат|копія|kopya|suret|再発行|再印刷|控え|副本|重印|补打|사본|재발행",
    [WORDS_VOID] =
        "void|voided|cancelled|canceled|cancelled sale|training|training mode|"
        "training receipt|not a receipt|this is not a receipt|not a valid receipt|"
        "not valid as receipt|draft|proforma|pro forma|proforma invoice|pro forma invoice|"
        "credit note|credit memo|suspended|suspended sale|parked|parked sale|saved sale|"
        "on hold|layaway|gift receipt|x report|z report|x reading|z reading|end of day|"
        "cash report|no sale|paid out|pay out|paid in|cash drop|pre bill|prebill|pre check|"
        "pro forma bill|storno|stornobeleg|stornorechnung|storniert|gutschrift|"
        "training modus|trainingsmodus|trainingsbeleg|trainingsbon|übungsmodus|übung|"
        "schulung|schulungsmodus|kein kassenbeleg|kein beleg|keine rechnung|"
        "dies ist keine rechnung|entwurf|zwischenrechnung|zwischenbon|interimsrechnung|"
        "proformarechnung|tagesabschluss|kassenabschluss|kassensturz|x bericht|z bericht|"
        "x bon|z bon|annulé|annulée|annulation|ticket annulé|vente annulée|facture d avoir|"
        "mode formation|mode école|brouillon|note provisoire|pré addition|pre note|"
        "ticket provisoire|ceci n est pas un ticket|ticket en attente|clôture de caisse|"
        "rapport x|rapport z|ticket z|ticket x|anulado|anulada|anulación|venta anulada|"
        "ticket anulado|nota de crédito|modo formación|modo entrenamiento|entrenamiento|"
        "formación|borrador|pre cuenta|precuenta|prefactura|cierre de caja|informe x|"
        "informe z|corte x|corte z|annullato|annullata|annullo|scontrino annullato|"
        "nota di credito|modalità training|addestramento|bozza|preconto|chiusura cassa|"
        "chiusura fiscale|geannuleerd|creditnota|oefenmodus|voorlopige rekening|"
        "dagafsluiting|anulowano|anulowany|anulowana|paragon anulowany|faktura korygująca|"
        "korekta|tryb szkoleniowy|szkolenie|wersja robocza|rachunek wstępny|raport dobowy|"
        "cancelado|cancelada|venda cancelada|estorno|modo treino|treino|modo treinamento|"
        "treinamento|rascunho|pré conta|conta provisória|consulta de mesa|fecho de caixa|"
        "redução z|leitura x|makulerad|makulerat|annulleret|annullert|mitätöity|stornováno|"
        "sztornó|anulat|iptal|отмена|аннулировано|取消|取消し|作废",
    [WORDS_KITCHEN] =
        "kitchen|kitchen order|kitchen copy|küche|küchenbon|bestellbon|cuisine|"
        "bon de cuisine|cocina|comanda|comanda cocina|cucina|keuken|keukenbon|kuchnia|cozinha",
    [WORDS_HEAD] =
        "return|refund|returned|exchange return|sales return|retoure|rückgabe|warenrücknahme|"
        "retour|remboursement|avoir|devolución|reembolso|reso|rimborso|terugbetaling|"
        "retourbon|zwrot|devolução|retur|palautus|vratka|iade|возврат|返品|返金|退款|退货|"
        "quotation|"
        "quote|estimate|angebot|kostenvoranschlag|devis|presupuesto|cotización|preventivo|"
        "offerte|wycena|orçamento|見積書",
    [WORDS_UNPAID] = "not paid|unpaid|payment due|nicht bezahlt|unbezahlt|offene rechnung|"
                     "non payé|non payée|impayé|impayée|no pagado|no pagada|pendiente de pago|"
                     "non pagato|da pagare|niet betaald|onbetaald|nie zapłacono|niezapłacone|"
                     "não pago|por pagar|ej betald|ikke betalt|未払い|未支付|未付款",
    [WORDS_PAPER] =
        "receipt|receipts|invoice|bill|ticket|check|order|sale|transaction|slip|of|no|nr|number|"
        "the|this|is|original|a|beleg|bon|kassenbon|kassenbeleg|quittung|"
        "rechnung|von|des|der|zu|reçu|facture|note|de|du|la|le|n|nº|ticket de caisse|recibo|"
        "factura|venta|del|número|scontrino|ricevuta|fattura|di|kassabon|factuur|bonnetje|van|"
        "paragon|rachunek|faktura|fiskalny|do|talão|fatura|conta|kvitto|kvittering|kuitti|"
        "účtenka|nyugta|számla|чек|领收书|レシート|領収書|領収証|小票",
    [WORDS_PAYMENT] =
        "bank|mada|knet|tunai|kembali|kembalian|tiền mặt|tiền thừa|tiền thối|เงินสด|เงินทอน|找贖|"
        "cash|cash received|cash tendered|amount tendered|tendered|tender|paid|amount paid|"
        "payment|change|change due|card|credit card|debit card|credit|debit|visa|mastercard|"
        "master card|amex|american express|maestro|discover|paypal|apple pay|google pay|eftpos|"
        "interac|contactless|gift card|voucher|store credit|cheque|upi|mpesa|m pesa|"
        "bar|barzahlung|gegeben|gegeben bar|erhalten|bezahlt|rückgeld|wechselgeld|zurück|"
        "rückgabe|karte|kartenzahlung|ec karte|ec cash|ec|girocard|kreditkarte|gutschein|twint|"
        "postcard|lastschrift|"
        "espèces|especes|espèce|carte|carte bancaire|carte bleue|cb|cb emv|chèque|titre restaurant|"
        "ticket restaurant|rendu|rendu monnaie|monnaie|monnaie rendue|à rendre|payé|reçu|règlement|"
        "efectivo|tarjeta|tarjeta de crédito|tarjeta crédito|entregado|recibido|pagado|su pago|"
        "cambio|su cambio|vuelto|bizum|transferencia|vale|"
        "contanti|contante|pagamento contante|pagamento contanti|pagamento elettronico|carta|"
        "carta di credito|bancomat|pagato|importo pagato|resto|buoni pasto|satispay|"
        "contant|pin|pinbetaling|betaald|ontvangen|wisselgeld|terug|creditcard|bankkaart|"
        "bancontact|ideal|cadeaubon|cadeaukaart|"
        "gotówka|karta|karta płatnicza|zapłacono|wpłata|wpłacono|reszta|blik|bon towarowy|przelew|"
        "dinheiro|cartão|cartão de crédito|cartão de débito|cartão crédito|cartão débito|"
        "numerário|entregue|recebido|valor pago|pago|troco|multibanco|mb way|pix|"
        "kontant|kontanter|kort|bankkort|swish|växel|tillbaka|dankort|mobilepay|byttepenge|retur|"
        "vipps|veksel|kontantit|käteinen|kortti|pankkikortti|vaihtoraha|takaisin|hotovost|"
        "hotově|vráceno|vrátit|készpénz|bankkártya|visszajáró|numerar|card bancar|rest|gotovina|"
        "kartica|povrat|nakit|kredi kartı|para üstü|μετρητά|κάρτα|ρέστα|наличные|наличными|картой|"
        "карта|безналичными|получено|сдача|готівка|картка|решта|現金|お預り|お預かり|お預り金|預り|"
        "お釣り|"
        "おつり|お釣|釣銭|クレジット|カード|電子マネー|现金|支付宝|微信|微信支付|找零|实收|刷卡|"
        "현금|"
        "카드|신용카드|받은금액|거스름돈",
    [WORDS_BY] =
        "by|with|via|method|type|mode|approved|chip|emv|contactless|tap|swipe|mit|durch|art|"
        "par|avec|con|por|mediante|forma|di|con carta|met|per|door|przez|forma płatności|"
        "com|med|zahlart|zahlungsart|mode de paiement|forma de pago|betaalwijze|sposób",
    [WORDS_CHANGE] =
        "kembali|kembalian|tiền thừa|tiền thối|เงินทอน|找贖|"
        "change|change due|your change|rückgeld|wechselgeld|zurück|rückgabe|rendu|rendu monnaie|"
        "monnaie|monnaie rendue|à rendre|cambio|su cambio|vuelto|resto|wisselgeld|terug|reszta|"
        "troco|växel|tillbaka|byttepenge|retur|veksel|vaihtoraha|takaisin|vráceno|vrátit|"
        "visszajáró|rest|povrat|para üstü|ρέστα|сдача|решта|お釣り|おつり|お釣|釣銭|找零|거스름돈",
    [WORDS_GIVEN] =
        "tunai|tiền mặt|เงินสด|"
        "cash|cash received|cash tendered|amount tendered|tendered|tender|bar|barzahlung|gegeben|"
        "gegeben bar|erhalten|espèces|espèce|reçu|efectivo|entregado|recibido|contanti|contante|"
        "pagamento contante|pagamento contanti|contant|ontvangen|gotówka|wpłata|wpłacono|dinheiro|"
        "numerário|entregue|recebido|kontant|kontanter|kontantit|käteinen|hotovost|hotově|készpénz|"
        "numerar|gotovina|nakit|μετρητά|наличные|наличными|получено|готівка|現金|お預り|お預かり|"
        "お預り金|預り|现金|实收|현금|받은금액",
    [WORDS_TOTAL] =
        "you pay|"
        "grand total|total due|amount due|balance due|total amount due|total to pay|to pay|"
        "amount payable|total payable|net payable|payable amount|net amount payable|bill total|"
        "order total|sale total|invoice total|receipt total|total inc|total incl|total inc tax|"
        "total incl tax|total inc vat|total incl vat|total including tax|total including vat|"
        "total inc gst|total incl gst|total with tax|"
        "gesamtbetrag|gesamtsumme|endbetrag|endsumme|rechnungsbetrag|zahlbetrag|zu zahlen|"
        "gesamt brutto|summe brutto|bruttosumme|total brutto|betrag zu zahlen|"
        "total ttc|ttc|montant ttc|net à payer|à payer|total à payer|montant à payer|montant dû|"
        "total a pagar|a pagar|importe total|total factura|total compra|total venta|neto a pagar|"
        "total con iva|total iva incl|total iva incluido|"
        "totale complessivo|totale euro|totale eur|importo totale|da pagare|totale da pagare|"
        "totale ivato|totale scontrino|"
        "te betalen|totaal te betalen|eindtotaal|totaalbedrag|totaal incl|totaal incl btw|"
        "do zapłaty|razem do zapłaty|suma pln|suma zł|razem brutto|kwota do zapłaty|"
        "valor total|total geral|valor a pagar|total com iva|total líquido|"
        "att betala|at betale|å betale|i alt|maksettava|maksettava yhteensä|celkem k úhradě|"
        "k úhradě|k platbě|fizetendő|fizetendő összesen|total de plată|total de plata|"
        "za plaćanje|ukupno za platiti|genel toplam|ödenecek|ödenecek tutar|πληρωτέο|"
        "συνολικό ποσό|итого к оплате|к оплате|до сплати|合計|合計金額|お買上合計|お会計|総合計|"
        "应付|应收|应付金额|总计|總計|합계|총액|결제금액",
    [WORDS_SUM] =
        "spolu|"
        "saldo|"
        "total|totals|sum|net total|balance|amount|summe|gesamt|betrag|somme|montant|importe|suma|"
        "totale|importo|totaal|bedrag|razem|kwota|soma|totalt|summa|att|yhteensä|celkem|spolu|"
        "összesen|ukupno|skupaj|toplam|tutar|σύνολο|итог|итого|всего|разом|сума|всього|"
        "合计|金额|ikalt|jumlah|tổng cộng|รวม|รวมทั้งสิ้น|kokku|kopā|viso|общо",
    [WORDS_PART] =
        "économisé|économies|ahorrado|ahorro|gespart|risparmio|bespaard|zaoszczędzono|poupança|"
        "subtotal|sub total|sub totals|sales total|tax|taxes|vat|gst|hst|pst|qst|iva|mwst|ust|tva|"
        "btw|ptu|moms|mva|alv|dph|áfa|pdv|ddv|kdv|φπα|ндс|пдв|net|netto|nett|net of "
        "tax|ht|hors|excl|"
        "exc|before|without|discount|discounts|savings|saved|you saved|rounding|items|item|qty|"
        "quantity|count|pieces|points|tip|gratuity|service|service charge|deposit|"
        "zwischensumme|nettosumme|nettobetrag|steuer|steuern|rabatt|ersparnis|artikel|anzahl|"
        "positionen|punkte|trinkgeld|pfand|menge|"
        "sous total|taxe|taxes|remise|remises|articles|nb|nombre|points|pourboire|"
        "subtotal|base|base imponible|impuesto|impuestos|cuota|descuento|descuentos|artículos|"
        "artículo|unidades|puntos|propina|neto|"
        "subtotale|imponibile|imposta|sconto|sconti|articoli|pezzi|punti|mancia|di cui iva|di cui|"
        "subtotaal|korting|artikelen|aantal|punten|fooi|belasting|"
        "suma częściowa|podsuma|rabat|upust|sprzedaż|sprzed|opodatkowana|kwota ptu|suma ptu|kwota "
        "a|"
        "kwota b|razem ptu|napiwek|punkty|pozycji|"
        "imposto|impostos|desconto|descontos|artigos|itens|qtd|gorjeta|pontos|tributos|"
        "delsumma|varav|herav|heraf|delsum|välisumma|mezisoučet|základ|részösszeg|ara toplam|"
        "小計|税|消費税|内税|外税|税込|対象|点数|値引|割引|预付|优惠|折扣|数量|小计|소계|부가세|"
        "할인",
    [WORDS_INCLUDING] =
        "inc|incl|including|included|inclusive|with|inkl|inklusive|einschl|einschließlich|brutto|"
        "ttc|compris|incluse|avec|incluido|incluida|con|inclusa|inclusi|compresa|ivato|"
        "inclusief|z|wraz z|incluído|com|inklusiv|ink|med|sis|vč|včetně|bruttó|dahil|"
        "συμπ|вкл|включая|税込",
    [WORDS_NUMBER] =
        "or no|si no|official receipt|sf|n scontr|scontr n|"
        "salgskvittering|kassakvitto|verkaufsbeleg|barrechnung|kassaticket|num ticket|nota|"
        "no nota|struk|faktur|resit|hóa đơn|hđ|số hđ|phiếu|ใบเสร็จ|ใบเสร็จรับเงิน|เลขที่|"
        "αρ απόδειξης|απόδειξης|發票|單號|收據|"
        "receipt|invoice|tax invoice|sales receipt|sale receipt|bill|ticket|docket|slip|"
        "bon|beleg|kassenbon|kassenbeleg|rechnung|rechnungsnummer|rechnungs|belegnummer|bonnummer|"
        "beleg und rechnung|quittung|"
        "reçu|facture|ticket de caisse|note|"
        "recibo|factura|factura simplificada|fra simplificada|fact simp|boleta|nota de venta|"
        "scontrino|ricevuta|documento|doc|fattura|documento commerciale|"
        "kassabon|bonnr|factuur|factuurnummer|bonnummer|kassabonnummer|"
        "paragon|paragon fiskalny|rachunek|faktura|nr paragonu|nr rachunku|nr wydr|wydruk|"
        "fatura|fatura recibo|fatura simplificada|talão|venda a dinheiro|cupom|cupom fiscal|nfc e|"
        "kvitto|kvittonr|kvittonummer|bong|kvittering|bilag|kuitti|kuittinro|účtenka|doklad|"
        "číslo dokladu|paragonu|nyugta|nyugtaszám|számla|bonul|bon fiscal|chitanță|račun|fiş|fiş "
        "no|"
        "fatura|αποδειξη|απόδειξη|чек|чек номер|квитанция|レシート|伝票|伝票番号|領収書|領収証|"
        "取引番号|单号|小票号|流水号|票号|영수증|영수증번호",
    [WORDS_ORDER] =
        "tr|tran|trx|token|"
        "order|sale|transaction|trans|txn|check|chk|doc|folio|tab|"
        "bestellung|auftrag|vorgang|transaktion|bestellnummer|"
        "commande|vente|pedido|orden|venta|operación|ordine|transazione|vendita|"
        "bestelling|transactie|verkoop|zamówienie|transakcja|sprzedaży|encomenda|transação|venda|"
        "order "
        "id|注文|注文番号|订单|订单号|주문|주문번호|заказ|замовлення|objednávka|rendelés|sipariş",
    [WORDS_REFERENCE] = "ref|reference|seq|sequence|trn|referenz|référence|referencia|riferimento|"
                        "referentie|referens|referanse|viite|referência",
    [WORDS_NO] = "αρ|αριθ|αριθμός|số|เลขที่|"
                 "no|nr|n|nº|num|number|nummer|numer|numero|número|numéro|id|code|kod|#|no s|"
                 "číslo|sz|szám|nro|номер|番号|号|번호|and",
    [WORDS_OTHER] =
        "table|seat|guests|covers|terminal id|merchant id|merchant|tid|mid|aid|auth|approval|"
        "vat|vat no|tax id|tax no|gst|gstin|abn|ein|phone|tel|telephone|fax|mobile|date|time|batch|"
        "card|member|customer|cashier|station|lane|register|till|pos|"
        "tisch|steuernummer|ust id|ustid|ust idnr|st nr|telefon|datum|uhrzeit|"
        "siret|siren|tva|rcs|naf|tél|mesa|nif|cif|nit|rfc|ruc|rut|cnpj|cuit|fecha|hora|tavolo|"
        "partita iva|p iva|data|ora|coperti|tafel|kvk|btw|tijd|nip|regon|bdo|stolik|godz|"
        "org nr|cvr|ičo|dič|adószám|cui|oib|vkn|инн|огрн|登録番号|電話",
    [WORDS_CUSTOMER] =
        "customer|customer no|customer id|customer name|client|member|member no|member id|owner|"
        "loyalty|loyalty card|account|guest|bill to|sold to|kunde|kunden nr|kundennummer|kundin|"
        "client n|cliente|socio|n cliente|tessera|klant|klantnr|klantnummer|lid|klient|"
        "nr klienta|kontrahent|nabywca|kund|kundnr|kundenr|asiakas|zákazník|vevő|vásárló|müşteri|"
        "πελάτης|клиент|покупатель|клієнт|покупець|会員|会員番号|お客様番号|会员|会员号|회원",
    [WORDS_CASHIER] =
        "cashier|served by|you were served by|your server|server|operator|clerk|sales clerk|"
        "salesperson|sold by|staff|employee|associate|bartender|waiter|waitress|user|"
        "bediener|bedienung|kassierer|kassiererin|kassier|verkäufer|verkäuferin|mitarbeiter|"
        "es bediente sie|es bediente|sie wurden bedient von|bedient von|kellner|"
        "vendeur|vendeuse|caissier|caissière|serveur|serveuse|hôte|hôtesse|servi par|"
        "vous avez été servi par|opérateur|utilisateur|"
        "cajero|cajera|vendedor|vendedora|le atendió|le atiende|le ha atendido|atendido por|"
        "empleado|camarero|camarera|mesero|operador|dependiente|"
        "cassiere|cassiera|operatore|addetto|servito da|cameriere|venditore|"
        "kassamedewerker|kassière|medewerker|verkoper|geholpen door|u bent geholpen door|"
        "u werd geholpen door|bediend door|ober|"
        "kasjer|kasjerka|sprzedawca|obsługa|obsługiwał|obsługiwała|kelner|"
        "atendido|empregado|funcionário|caixeiro|atendente|garçom|"
        "kassör|expedit|betjent af|ekspedient|du ble betjent av|kassa betjent|myyjä|kassanhoitaja|"
        "pokladní|obsluha|pénztáros|eladó|casier|vânzător|blagajnik|prodajalec|kasiyer|ταμίας|"
        "кассир|касир|продавец|担当|担当者|責|責任者|レジ担当|係|店員|收银员|服务员|담당자|담당",
    [WORDS_TILL] =
        "terminal|till|register|pos|lane|station|workstation|cash register|kasse|kassen "
        "nr|kassennr|"
        "kassennummer|kasse nr|caisse|caisse n|poste|caja|cassa|punto cassa|kassa|kassanr|kasa|"
        "stanowisko|caixa|kassa nr|kassenr|pokladna|pénztár|casa|blagajna|касса|каса|レジ|レジ番号|"
        "收银台|机号",
};

static bool is_part(uint32_t point)
{
    return pattern_is_digit(point) || pattern_is_letter(point) ||
           utf8proc_category((utf8proc_int32_t)point) == UTF8PROC_CATEGORY_MN;
}

void receipt_words_of(const struct pattern_row *row, struct receipt_words *out)
{
    int at = 0;
    *out = (struct receipt_words){.row = row};
    while (out->count < RECEIPT_WORDS) {
        while (at < row->count && !is_part(row->point[at]))
            at++;
        if (at == row->count)
            return;
        struct receipt_word *word = &out->list[out->count++];
        word->start = at;
        for (word->digits = false; at < row->count && is_part(row->point[at]); at++) {
            /* Scripts without blanks are parted from Latin by themselves. */
            if (at > word->start &&
                (row->point[at] < CJK_START) != (row->point[at - 1] < CJK_START))
                break;
            word->digits |= pattern_is_digit(row->point[at]);
        }
        word->end = at;
    }
}

/* Without its mark. */
static uint32_t bare_letter(uint32_t point)
{
    uint8_t bare[TEXT_BYTES_MOST];
    utf8proc_int32_t parts[4];
    int boundary = 0;
    if (point < LATIN_END)
        return text_put(&text_ascii, point, bare) > 0 ? bare[0] : point;
    return utf8proc_decompose_char((utf8proc_int32_t)point, parts, 4, UTF8PROC_DECOMPOSE,
                                   &boundary) > 0
               ? (uint32_t)parts[0]
               : point;
}

static bool is_same(uint32_t found, uint32_t meant)
{
    meant = meant < 0x80 ? meant : pattern_fold(meant);
    if (found == meant)
        return true;
    if (found >= CJK_START || meant >= CJK_START)
        return false;
    if (meant >= 0x80 && meant < LATIN_END && found >= 0x80)
        return true;
    return (found >= 0x80 || meant >= 0x80) && bare_letter(meant) == bare_letter(found);
}

/* "Factuurnr" is "factuur" and that, "kvitteringsnr" is "kvittering" and that. */
static bool is_number_suffix(const struct pattern_row *row, int start, int end)
{
    static const char *const suffixes[] = {"nr", "no", "num", "nro", "nummer", "number"};
    char rest[8] = "";
    start += row->point[start] == 's' && end - start > 2;
    if (end - start < 2 || end - start > 6)
        return false;
    for (int i = start; i < end; i++)
        rest[i - start] = (char)(row->point[i] < 0x80 ? row->point[i] : '?');
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
        if (strcmp(rest, suffixes[i]) == 0)
            return true;
    return false;
}

/* Behind the phrase's word where it is that word of the row; else NULL. */
static const char *match_word(const struct receipt_words *words, int at, const char *phrase)
{
    const struct receipt_word *word = &words->list[at];
    int i = word->start;
    while (*phrase != ' ' && *phrase != '|' && *phrase != '\0') {
        uint32_t meant;
        phrase += text_next(phrase, phrase + strnlen(phrase, 4), &meant);
        if (i == word->end || !is_same(words->row->point[i++], meant))
            return NULL;
    }
    bool whole = i == word->end || (*phrase != ' ' && i - word->start > 2 &&
                                    is_number_suffix(words->row, i, word->end));
    return whole ? phrase : NULL;
}

static int match_phrase(const struct receipt_words *words, int at, const char *phrase)
{
    for (int i = at; i < words->count; i++) {
        phrase = match_word(words, i, phrase);
        if (phrase == NULL)
            return 0;
        if (*phrase != ' ')
            return i + 1 - at;
        phrase++;
    }
    return 0;
}

int receipt_words_at(const struct receipt_words *words, int at, enum receipt_sort sort)
{
    int longest = 0;
    for (const char *phrase = lists[sort]; phrase != NULL; phrase = strchr(phrase, '|')) {
        phrase += *phrase == '|';
        int length = match_phrase(words, at, phrase);
        longest = length > longest ? length : longest;
    }
    return longest;
}

int receipt_words_find(const struct receipt_words *words, int end, enum receipt_sort sort)
{
    for (int i = 0; i < words->count && words->list[i].start < end; i++)
        if (receipt_words_at(words, i, sort) > 0)
            return i;
    return -1;
}

/* How many words of the row from `at` agree with what it says; 0: another word. */
static int take_words(const struct receipt_words *words, int at, enum receipt_sort *said)
{
    int longest = receipt_words_at(words, at, WORDS_PAPER);
    for (enum receipt_sort sort = WORDS_COPY; sort <= WORDS_UNPAID; sort++) {
        int length = receipt_words_at(words, at, sort);
        if (length > 0 && length >= longest) {
            longest = length;
            *said = sort;
        }
    }
    return longest > 0 ? longest : words->list[at].digits;
}

enum receipt_sort receipt_words_say(const struct pattern_row *row)
{
    enum receipt_sort said = WORDS_SORTS;
    struct receipt_words words;
    receipt_words_of(row, &words);
    for (int at = 0, taken; at < words.count; at += taken) {
        taken = take_words(&words, at, &said);
        if (taken == 0)
            return WORDS_SORTS;
    }
    return said;
}
