/* SPDX-License-Identifier: MIT */
#include "typeset.h"

#include "../../drivers/document.h"
#include "../../drivers/escpos.h"
#include "command.h"

static int encode_slip(struct escpos *escpos, const struct document *document, struct bytes *out,
                       struct drv_fault *fault)
{
    int status = escpos_encode(escpos, document, ESCPOS_SLIP, out, fault);
    if (status == DRV_OK && escpos_notice(escpos)[0] != '\0')
        tell(EXIT_DONE, "%s", escpos_notice(escpos));
    return status;
}

static int encode(const struct bytes *text, const struct profile *profile, const char *page,
                  int (*make)(struct escpos *, const struct document *, struct bytes *,
                              struct drv_fault *),
                  struct bytes *out, struct drv_fault *fault)
{
    struct document *document = NULL;
    struct escpos *escpos = NULL;
    int status = document_parse((const char *)text->data, text->length, &document, fault);
    if (status == DRV_OK)
        status = escpos_open(profile, page, &escpos, fault);
    if (status == DRV_OK)
        status = make(escpos, document, out, fault);
    if (status == DRV_OK && out->failed)
        status = drv_fail(fault, DRV_MEMORY, "out of memory");
    escpos_close(escpos);
    document_free(document);
    return status;
}

int typeset_escpos(const struct bytes *text, const struct profile *profile, const char *page,
                   struct bytes *out, struct drv_fault *fault)
{
    return encode(text, profile, page, encode_slip, out, fault);
}

int typeset_plain(const struct bytes *text, const struct profile *profile, struct bytes *out,
                  struct drv_fault *fault)
{
    return encode(text, profile, NULL, escpos_plain, out, fault);
}
