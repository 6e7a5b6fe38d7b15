#include "sairimage.h"

/* Mirrors Sair.Engine.Imaging.ResampleKernel. */
static const VipsKernel kernels[] = { VIPS_KERNEL_LANCZOS3, VIPS_KERNEL_CUBIC, VIPS_KERNEL_LINEAR };

/* libvips' kernels have at most 2000 points, and Lanczos takes 6 for each step of the reduction. */
static const double LARGEST_OF_KERNEL = 320.0;

/* What is left to the kernel of a larger reduction, at least; the whole steps before it are averaged. */
static const double LEFT_TO_KERNEL = 64.0;

static GMutex code_gate;

/* vips_resize enlarges half an output pixel off; this keeps the centres of both grids together. */
static int enlarge(VipsImage *in, VipsImage **out, double horizontal, double vertical, VipsKernel kernel)
{
    VipsInterpolate *interpolate = vips_interpolate_new(kernel == VIPS_KERNEL_LINEAR ? "bilinear" : "bicubic");
    VipsArrayInt *area = vips_array_int_newv(4, 0, 0,
        (int) VIPS_RINT(vips_image_get_width(in) * horizontal), (int) VIPS_RINT(vips_image_get_height(in) * vertical));
    int failed = !interpolate || vips_affine(in, out, horizontal, 0.0, 0.0, vertical, "interpolate", interpolate, "oarea", area,
        "idx", 0.5 - 0.5 / horizontal, "idy", 0.5 - 0.5 / vertical, "extend", VIPS_EXTEND_COPY, NULL);
    vips_area_unref((VipsArea *) area);
    if (interpolate)
        g_object_unref(interpolate);
    return failed;
}

int sair_vips_resize(VipsImage *in, VipsImage **out, double horizontal, double vertical, VipsKernel kernel, double gap)
{
    VipsImage *reduced = NULL;
    g_mutex_lock(&code_gate);
    int failed = vips_resize(in, &reduced, VIPS_MIN(1.0, horizontal), "vscale", VIPS_MIN(1.0, vertical), "kernel", kernel, "gap", gap, NULL);
    if (!failed && horizontal <= 1.0 && vertical <= 1.0) {
        *out = reduced;
        reduced = NULL;
    } else if (!failed)
        failed = enlarge(reduced, out, VIPS_MAX(1.0, horizontal), VIPS_MAX(1.0, vertical), kernel);
    if (reduced)
        g_object_unref(reduced);
    g_mutex_unlock(&code_gate);
    return failed;
}

void sair_release(VipsImage *scope)
{
    g_mutex_lock(&code_gate);
    g_object_unref(scope);
    g_mutex_unlock(&code_gate);
}

int sair_resize(const void *pixels, int width, int height, int kernel, sair_pixels *out)
{
    VipsImage *scope = vips_image_new();
    VipsImage **t = (VipsImage **) vips_object_local_array(VIPS_OBJECT(scope), 2);
    int status = SAIR_FAILED;
    size_t size;
    double horizontal = (double) out->width / width;
    double vertical = (double) out->height / height;
    double gap = 1.0 / VIPS_MIN(horizontal, vertical) > LARGEST_OF_KERNEL ? LEFT_TO_KERNEL : 0.0;
    t[0] = vips_image_new_from_memory(pixels, (size_t) width * height * 3, width, height, 3, VIPS_FORMAT_UCHAR);

    /* Without the gap the whole reduction runs through the kernel, not through a box filter first. */
    if (t[0] && !sair_vips_resize(t[0], &t[1], horizontal, vertical, kernels[kernel], gap) &&
        vips_image_get_width(t[1]) == out->width && vips_image_get_height(t[1]) == out->height) {
        out->pixels = vips_image_write_to_memory(t[1], &size);
        status = out->pixels ? SAIR_OK : SAIR_FAILED;
    }

    sair_release(scope);
    return status == SAIR_OK ? SAIR_OK : sair_fail(status);
}
