// Separable resampling and its adjoint, float32 on the processor: every output takes `count` neighbouring inputs from `first` on, with
// weights of its own.
#include "operators.h"

#include <algorithm>
#include <vector>

namespace {

SAIR_CLONES void gather(const float* __restrict from, const int64_t* first, const float* __restrict weights, int64_t count,
                        float* __restrict to, int64_t outputs) {
  for (int64_t o = 0; o < outputs; o++) {
    const float *values = from + first[o], *w = weights + o * count;
    float sum = 0;
    for (int64_t k = 0; k < count; k++) sum += values[k] * w[k];
    to[o] = sum;
  }
}

SAIR_CLONES void scatter(const float* __restrict from, const int64_t* first, const float* __restrict weights, int64_t count,
                         float* __restrict to, int64_t outputs) {
  for (int64_t o = 0; o < outputs; o++) {
    float* values = to + first[o];
    const float *w = weights + o * count, g = from[o];
    for (int64_t k = 0; k < count; k++) values[k] += g * w[k];
  }
}

SAIR_CLONES void add_scaled(const float* __restrict from, float weight, float* __restrict to, int64_t n) {
  for (int64_t i = 0; i < n; i++) to[i] += weight * from[i];
}

}  // namespace

// x [planes, H, W] to y [planes, h, w].
SAIR_EXPORT void sair_resample(const float* x, float* y, int64_t planes, int64_t in_height, int64_t in_width, int64_t out_height,
                               int64_t out_width, const int64_t* row_first, const float* row_weights, int64_t row_count,
                               const int64_t* column_first, const float* column_weights, int64_t column_count, int32_t threads) {
  std::vector<float> lines(threads * in_height * out_width);
#pragma omp parallel for num_threads(threads) if (threads > 1)
  for (int64_t p = 0; p < planes; p++) {
    float* narrow = lines.data() + omp_get_thread_num() * in_height * out_width;
    for (int64_t i = 0; i < in_height; i++) {
      gather(x + (p * in_height + i) * in_width, column_first, column_weights, column_count, narrow + i * out_width, out_width);
    }
    for (int64_t o = 0; o < out_height; o++) {
      float* to = y + (p * out_height + o) * out_width;
      std::fill(to, to + out_width, 0.f);
      for (int64_t k = 0; k < row_count; k++)
        add_scaled(narrow + (row_first[o] + k) * out_width, row_weights[o * row_count + k], to, out_width);
    }
  }
}

// The gradient of x from that of y.
SAIR_EXPORT void sair_resample_backward(const float* gy, float* gx, int64_t planes, int64_t in_height, int64_t in_width, int64_t out_height,
                                        int64_t out_width, const int64_t* row_first, const float* row_weights, int64_t row_count,
                                        const int64_t* column_first, const float* column_weights, int64_t column_count, int32_t threads) {
  std::vector<float> lines(threads * in_height * out_width);
#pragma omp parallel for num_threads(threads) if (threads > 1)
  for (int64_t p = 0; p < planes; p++) {
    float* narrow = lines.data() + omp_get_thread_num() * in_height * out_width;
    std::fill(narrow, narrow + in_height * out_width, 0.f);
    for (int64_t o = 0; o < out_height; o++) {
      for (int64_t k = 0; k < row_count; k++)
        add_scaled(gy + (p * out_height + o) * out_width, row_weights[o * row_count + k], narrow + (row_first[o] + k) * out_width,
                   out_width);
    }
    for (int64_t i = 0; i < in_height; i++) {
      float* to = gx + (p * in_height + i) * in_width;
      std::fill(to, to + in_width, 0.f);
      scatter(narrow + i * out_width, column_first, column_weights, column_count, to, out_width);
    }
  }
}
