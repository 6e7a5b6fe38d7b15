#include "sairimage.h"

/* Mirrors Sair.Engine.Imaging.ResampleKernel. */
static const VipsKernel kernels[] = { VIPS_KERNEL_LANCZOS3, VIPS_KERNEL_CUBIC, VIPS_KERNEL_LINEAR };

int sair_resize(const void *pixels, int width, int height, int kernel, sair_pixels *out)
{
    VipsImage *scope = vips_image_new();
    VipsImage **t = (VipsImage **) vips_object_local_array(VIPS_OBJECT(scope), 2);
    int status = SAIR_FAILED;
    size_t size;
    t[0] = vips_image_new_from_memory(pixels, (size_t) width * height * 3, width, height, 3, VIPS_FORMAT_UCHAR);

    /* Without the gap the whole reduction runs through the kernel, not through a box filter first. */
    if (t[0] && !vips_resize(t[0], &t[1], (double) out->width / width, "vscale", (double) out->height / height,
            "kernel", kernels[kernel], "gap", 0.0, NULL) &&
        vips_image_get_width(t[1]) == out->width && vips_image_get_height(t[1]) == out->height) {
        out->pixels = vips_image_write_to_memory(t[1], &size);
        status = out->pixels ? SAIR_OK : SAIR_FAILED;
    }

    g_object_unref(scope);
    return status == SAIR_OK ? SAIR_OK : sair_fail(status);
}
