#include "sairimage.h"

static int sample_bits(const VipsImage *image)
{
    int bits = 8 * (int) vips_format_sizeof(image->BandFmt);
    if (vips_image_get_typeof(image, "bits-per-sample")) {
        vips_image_get_int(image, "bits-per-sample", &bits);
    }

    return bits;
}

int sair_read_info(const void *data, size_t length, int format, sair_info *info)
{
    VipsImage *image = sair_open(data, length, format, 0);
    if (!image) {
        return sair_fail(SAIR_BAD_HEADER);
    }

    VipsInterpretation colours = vips_image_guess_interpretation(image);
    info->width = vips_image_get_width(image);
    info->height = vips_image_get_height(image);
    info->orientation = vips_image_get_orientation(image);
    info->pages = vips_image_get_n_pages(image);
    info->bits = sample_bits(image);
    info->has_alpha = vips_image_hasalpha(image);
    info->is_grey = colours == VIPS_INTERPRETATION_B_W || colours == VIPS_INTERPRETATION_GREY16;
    info->is_cmyk = colours == VIPS_INTERPRETATION_CMYK;
    info->has_profile = vips_image_get_typeof(image, VIPS_META_ICC_NAME) != 0;
    g_object_unref(image);
    return SAIR_OK;
}
