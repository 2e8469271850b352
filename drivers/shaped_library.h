/* SPDX-License-Identifier: MIT */
/*
 * Pango, Cairo and GObject without being linked to them: what is called of them, found in
 * libpangocairo-1.0.so.0 and what that needs.
 */
#ifndef COMEBACK_DRIVERS_SHAPED_LIBRARY_H
#define COMEBACK_DRIVERS_SHAPED_LIBRARY_H

#include <pango/pangocairo.h>

#include "status.h"

#define CALLS(CALL)                                                                                \
    CALL(cairo_create)                                                                             \
    CALL(cairo_destroy)                                                                            \
    CALL(cairo_font_options_create)                                                                \
    CALL(cairo_font_options_destroy)                                                               \
    CALL(cairo_font_options_set_antialias)                                                         \
    CALL(cairo_font_options_set_hint_metrics)                                                      \
    CALL(cairo_font_options_set_hint_style)                                                        \
    CALL(cairo_identity_matrix)                                                                    \
    CALL(cairo_image_surface_create_for_data)                                                      \
    CALL(cairo_move_to)                                                                            \
    CALL(cairo_rectangle)                                                                          \
    CALL(cairo_fill)                                                                               \
    CALL(cairo_clip)                                                                               \
    CALL(cairo_reset_clip)                                                                         \
    CALL(cairo_scale)                                                                              \
    CALL(cairo_set_source_rgb)                                                                     \
    CALL(cairo_status)                                                                             \
    CALL(cairo_surface_destroy)                                                                    \
    CALL(cairo_surface_flush)                                                                      \
    CALL(cairo_translate)                                                                          \
    CALL(g_free)                                                                                   \
    CALL(g_object_unref)                                                                           \
    CALL(pango_attr_list_insert)                                                                   \
    CALL(pango_attr_list_new)                                                                      \
    CALL(pango_attr_list_unref)                                                                    \
    CALL(pango_attr_size_new_absolute)                                                             \
    CALL(pango_attr_weight_new)                                                                    \
    CALL(pango_cairo_context_set_font_options)                                                     \
    CALL(pango_cairo_font_map_get_default)                                                         \
    CALL(pango_cairo_show_glyph_item)                                                              \
    CALL(pango_context_set_round_glyph_positions)                                                  \
    CALL(pango_font_description_free)                                                              \
    CALL(pango_font_description_from_string)                                                       \
    CALL(pango_font_description_set_absolute_size)                                                 \
    CALL(pango_font_map_create_context)                                                            \
    CALL(pango_font_map_list_families)                                                             \
    CALL(pango_layout_get_line_readonly)                                                           \
    CALL(pango_layout_get_unknown_glyphs_count)                                                    \
    CALL(pango_glyph_string_extents)                                                               \
    CALL(pango_layout_new)                                                                         \
    CALL(pango_layout_set_attributes)                                                              \
    CALL(pango_layout_set_font_description)                                                        \
    CALL(pango_layout_set_single_paragraph_mode)                                                   \
    CALL(pango_layout_set_text)

#define CALL_MEMBER(name) __typeof__(name) *name;

struct shaped_library {
    CALLS(CALL_MEMBER)
};

/*
 * Opened with RTLD_LOCAL and never closed, since GLib's types cannot be unloaded. DRV_UNSUPPORTED
 * where it or one of the functions is not there.
 */
int shaped_library_open(struct shaped_library *out, struct drv_fault *fault);

#endif
