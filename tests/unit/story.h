/* SPDX-License-Identifier: MIT */
/*
 * Scripted stories of a shop: a text that people read and the program plays. It is played through
 * the C interface, as a host would; what the till says is written beneath each line, and the whole
 * must be the text again. So a story is a script and its golden answer in one.
 *
 *   Words at the start of a line      for the reader
 *       [section]                     indented by four: comeback.ini, up to the first day
 *   == Monday 2026-09-07 ==           the day
 *   07:40 Claire buys a baguette      a new sale of that minute; the rest is for the reader
 *     > item SKU | NAME | CATEGORY | 1.30
 *     > FIELD VALUE                   as comeback_sale_set; VALUE may be «note 1»
 *     > scan «note 1» · look · finish · cancel
 *     > again                         a new telling of the same sale with all that was told of it
 *     $ comeback report               a command, on the evening of that day
 *   beneath, what came of it:
 *     = why of look and finish        - 0.50, to be taken off     ! a prompt, a line each
 *     < what is said of a code        ? a status that is not 0, with its error
 *     | a line of a slip              # a notice                  . a line of a command
 *
 * Codes are named in the order in which they are handed out: «note 1», «card 1», «note 2».
 */
#ifndef COMEBACK_TESTS_STORY_H
#define COMEBACK_TESTS_STORY_H

/* Fails the running test where the story is told otherwise than it stands; what was told is then
 * left as PATH.new below the build. */
void story_play(const char *path);

#endif
