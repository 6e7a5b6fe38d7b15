#include "sairimage.h"

/* The loaders that may run at all; everything else in libvips (ImageMagick, PDF, SVG, ...) is blocked. */
static const char *const allowed_loaders[] = {
    "VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp", "VipsForeignLoadHeif", "VipsForeignLoadTiff",
};

int sair_init(void)
{
    g_setenv("VIPS_WARNING", "0", TRUE);
    if (VIPS_INIT("sair")) {
        return SAIR_FAILED;
    }

    /* With two threads or more, libvips 8.14 at times loses the error of a truncated file and returns a half-empty
     * picture; several pictures still decode at once, one thread each. */
    vips_concurrency_set(1);
    vips_cache_set_max(0);
    vips_operation_block_set("VipsForeignLoad", TRUE);
    for (size_t i = 0; i < G_N_ELEMENTS(allowed_loaders); i++) {
        vips_operation_block_set(allowed_loaders[i], FALSE);
    }

    return SAIR_OK;
}

void sair_free(void *memory)
{
    g_free(memory);
}

int sair_fail(int status)
{
    vips_error_clear();
    return status;
}
