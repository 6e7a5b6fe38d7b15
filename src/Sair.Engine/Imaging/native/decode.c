#include "sairimage.h"

/* libvips' own default: reductions are left to a box filter until this factor remains for the kernel. */
static const double BOX_FILTER_ABOVE = 2.0;

static const double white[] = { 255, 255, 255 };

/* Lays the picture over white. Alpha is scaled on its own, because a colour transform to 8 bit leaves it at 16. */
static int flatten(VipsObject *scope, VipsImage *colour, VipsImage *alpha, VipsImage **out)
{
    VipsImage **t = (VipsImage **) vips_object_local_array(scope, 2);
    VipsArrayDouble *background = vips_array_double_new(white, 3);
    gboolean wide = alpha->BandFmt == VIPS_FORMAT_USHORT;
    int failed = vips_cast(alpha, &t[0], VIPS_FORMAT_UCHAR, "shift", wide, NULL) ||
        vips_bandjoin2(colour, t[0], &t[1], NULL) ||
        vips_flatten(t[1], out, "background", background, "max_alpha", 255.0, NULL);
    vips_area_unref(VIPS_AREA(background));
    return failed;
}

/* Any colour layout to three 8-bit sRGB bands. A profile that does not fit the picture is ignored, as browsers do. */
static int to_srgb(VipsObject *scope, VipsImage *in, VipsImage **out)
{
    VipsImage **t = (VipsImage **) vips_object_local_array(scope, 6);
    VipsImage *colour = in;
    gboolean has_alpha = vips_image_hasalpha(in);
    int alpha_band = in->Bands - 1;

    if (has_alpha) {
        if (vips_extract_band(in, &t[0], 0, "n", alpha_band, NULL) ||
            vips_extract_band(in, &t[1], alpha_band, NULL)) {
            return -1;
        }
        colour = t[0];
    }

    if (vips_image_get_typeof(colour, VIPS_META_ICC_NAME)) {
        if (vips_icc_transform(colour, &t[2], "srgb", "embedded", TRUE, "depth", 8, NULL)) {
            vips_error_clear();
        } else {
            colour = t[2];
        }
    }

    if (vips_colourspace(colour, &t[3], VIPS_INTERPRETATION_sRGB, NULL) ||
        vips_cast_uchar(t[3], &t[4], NULL)) {
        return -1;
    }

    if (!has_alpha) {
        *out = t[4];
        g_object_ref(*out);
    } else if (flatten(scope, t[4], t[1], out)) {
        return -1;
    }

    return (*out)->Bands == 3 ? 0 : -1;
}

static int shrink_to_box(VipsImage *in, int box, VipsImage **out)
{
    int longest = VIPS_MAX(vips_image_get_width(in), vips_image_get_height(in));
    if (box <= 0 || longest <= box) {
        *out = in;
        g_object_ref(in);
        return 0;
    }

    double scale = (double) box / longest;
    return sair_vips_resize(in, out, scale, scale, VIPS_KERNEL_LANCZOS3, BOX_FILTER_ABOVE);
}

/* Rows arrive in order, so they are gathered in memory before an orientation reads them in another order. */
static int decode(VipsObject *scope, VipsImage *in, int box, sair_pixels *out)
{
    VipsImage **t = (VipsImage **) vips_object_local_array(scope, 4);
    VipsImage *upright;
    size_t size;
    if (to_srgb(scope, in, &t[0])) {
        return SAIR_BAD_COLOUR;
    }

    if (shrink_to_box(t[0], box, &t[1])) {
        return SAIR_BAD_PIXELS;
    }

    upright = t[1];
    if (vips_image_get_orientation(in) > 1) {
        t[2] = vips_image_copy_memory(t[1]);
        if (!t[2] || vips_autorot(t[2], &t[3], NULL)) {
            return SAIR_BAD_PIXELS;
        }
        upright = t[3];
    }

    out->pixels = vips_image_write_to_memory(upright, &size);
    out->width = vips_image_get_width(upright);
    out->height = vips_image_get_height(upright);
    return out->pixels ? SAIR_OK : SAIR_BAD_PIXELS;
}

int sair_decode(const void *data, size_t length, int format, int box, sair_pixels *out)
{
    VipsImage *scope = vips_image_new();
    VipsImage **t = (VipsImage **) vips_object_local_array(VIPS_OBJECT(scope), 1);
    t[0] = sair_open(data, length, format, box);
    int status = t[0] ? decode(VIPS_OBJECT(scope), t[0], box, out) : SAIR_BAD_HEADER;
    sair_release(scope);
    return status == SAIR_OK ? SAIR_OK : sair_fail(status);
}
