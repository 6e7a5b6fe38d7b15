// What the operators share: plain C functions on float pointers, without libtorch's headers. Callers say how many threads to use.
#pragma once

#include <omp.h>

#include <cstdint>

#define SAIR_CLONES __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#define SAIR_EXPORT extern "C" __attribute__((visibility("default")))
