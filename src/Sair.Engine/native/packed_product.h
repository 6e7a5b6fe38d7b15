// Products of a constant matrix and a passing one, for Winograd's form: C [O, N] = W [O, I] · V [I, N], single thread.
// A BLAS packs both factors anew at every call and clears C before it adds to it, which a profile shows beside the products themselves:
//   W is packed once, as bands of six (some of four) outputs: every band [I, 6];
//   V is written in panels of 16 columns by whoever makes it: every panel [I, 16].
#pragma once

#include "operators.h"

namespace packed {

constexpr int64_t kPanel = 16;

// Outputs come in bands of six and at most two of four.
inline int64_t padded_outputs(int64_t outputs) { return (outputs + 3) / 4 * 4; }

inline int64_t bands_of_four(int64_t padded) { return (6 - padded % 6) % 6 / 2; }

inline int64_t panels(int64_t columns) { return (columns + kPanel - 1) / kPanel; }

// Calls band(first output, outputs) for every band.
template <typename F>
inline void each_band(int64_t padded, F band) {
  const int64_t sixes = padded - 4 * bands_of_four(padded);
  for (int64_t o = 0; o < padded; o += o < sixes ? 6 : 4) band(o, o < sixes ? 6 : 4);
}

// Packs W [O, I] into padded_outputs(O) * I values.
inline void pack(const float* from, int64_t outputs, int64_t inputs, float* to) {
  each_band(padded_outputs(outputs), [&](int64_t first, int64_t count) {
    for (int64_t i = 0; i < inputs; i++) {
      for (int64_t o = first; o < first + count; o++) *to++ = o < outputs ? from[o * inputs + i] : 0.f;
    }
  });
}

typedef float Eight __attribute__((vector_size(32), aligned(4), may_alias));

template <int R>
__attribute__((always_inline)) inline void band_times_panel(const float* w, const float* v, int64_t inputs, float* c, int64_t step) {
  Eight sum[R][2] = {};
  for (int64_t i = 0; i < inputs; i++, w += R, v += kPanel) {
    const Eight left = *(const Eight*)v, right = *(const Eight*)(v + 8);
#pragma GCC unroll 6
    for (int r = 0; r < R; r++) {
      sum[r][0] += w[r] * left;
      sum[r][1] += w[r] * right;
    }
  }
#pragma GCC unroll 6
  for (int r = 0; r < R; r++) {
    *(Eight*)(c + r * step) = sum[r][0];
    *(Eight*)(c + r * step + 8) = sum[r][1];
  }
}

// C [padded_outputs(O), panels * 16] = W · V.
SAIR_CLONES inline void multiply(const float* w, const float* v, float* c, int64_t outputs, int64_t inputs, int64_t panels) {
  const int64_t padded = padded_outputs(outputs), sixes = padded - 4 * bands_of_four(padded), step = panels * kPanel;
  for (int64_t p = 0; p < panels; p++, v += inputs * kPanel, c += kPanel) {
    int64_t o = 0;
    for (; o < sixes; o += 6) band_times_panel<6>(w + o * inputs, v, inputs, c + o * step, step);
    for (; o < padded; o += 4) band_times_panel<4>(w + o * inputs, v, inputs, c + o * step, step);
  }
}

}  // namespace packed
