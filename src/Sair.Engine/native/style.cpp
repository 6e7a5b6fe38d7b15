// Two operators that StyleGAN2 spends its memory bandwidth on, for float32 on the processor, with their gradients:
//   modulated activation: y = leaky_relu(x * scale + noise + bias, 0.2), x [N, C, area], scale [N, C] without zeros, noise [1 or N, area],
//   bias [C];
//                         its gradients are computed from y, so that x need not be kept
//   blur:                 y = x (*) outer([1, 3, 3, 1]) / 16, zero-padded by `pad` on every side; x [planes, H, W]
#include "operators.h"

#include <vector>

namespace {

constexpr float kSlope = 0.2f;

// Eight floats at any address. Written out, because GCC turns a conditional product into branches on AVX2.
typedef float Lanes __attribute__((vector_size(32), aligned(4), may_alias));

SAIR_CLONES void activate_row(const float* __restrict x, const float* __restrict noise, float scale, float bias, float* __restrict y,
                              int64_t n) {
  for (int64_t i = 0; i < n; i++) {
    float z = x[i] * scale + (noise[i] + bias);
    float shrunk = kSlope * z;
    y[i] = z > shrunk ? z : shrunk;
  }
}

// Writes the gradient of x; returns that of the scale and adds that of the bias. x itself is gone: x * scale is what the
// activation turned into y, less noise and bias.
SAIR_CLONES float activate_row_backward(const float* __restrict gy, const float* __restrict y, const float* __restrict noise, float scale,
                                        float bias, float* __restrict gx, float* __restrict gbias, int64_t n) {
  Lanes scale_lanes[2] = {};
  Lanes bias_lanes[2] = {};
  int64_t i = 0;
  for (; i + 16 <= n; i += 16) {
    for (int k = 0; k < 2; k++) {
      const int64_t at = i + 8 * k;
      const Lanes out = *(const Lanes*)(y + at);
      const Lanes slope = out > 0 ? Lanes{} + 1.f : Lanes{} + kSlope;
      const Lanes steep = out > 0 ? Lanes{} + 1.f : Lanes{} + 1 / kSlope;
      const Lanes g = *(const Lanes*)(gy + at) * slope;
      scale_lanes[k] += g * (out * steep - *(const Lanes*)(noise + at));
      bias_lanes[k] += g;
      *(Lanes*)(gx + at) = g * scale;
    }
  }
  Lanes scale_both = scale_lanes[0] + scale_lanes[1];
  Lanes bias_both = bias_lanes[0] + bias_lanes[1];
  float scale_sum = 0;
  float bias_sum = 0;
  for (int k = 0; k < 8; k++) {
    scale_sum += scale_both[k];
    bias_sum += bias_both[k];
  }
  for (; i < n; i++) {
    float g = y[i] > 0 ? gy[i] : kSlope * gy[i];
    scale_sum += g * ((y[i] > 0 ? y[i] : y[i] / kSlope) - noise[i]);
    bias_sum += g;
    gx[i] = g * scale;
  }
  *gbias += bias_sum;
  return (scale_sum - bias * bias_sum) / scale;
}

SAIR_CLONES void blur_vertical(const float* a, const float* b, const float* c, const float* d, float* __restrict out, int64_t n) {
  for (int64_t i = 0; i < n; i++) out[i] = (a[i] + d[i]) + 3.f * (b[i] + c[i]);
}

SAIR_CLONES void blur_horizontal(const float* __restrict t, float* __restrict y, int64_t n) {
  for (int64_t i = 0; i < n; i++) y[i] = ((t[i] + t[i + 3]) + 3.f * (t[i + 1] + t[i + 2])) * (1.f / 16.f);
}

}  // namespace

// `noise_step` is the distance between the noises of two pictures, 0 where they share one.
SAIR_EXPORT void sair_activate(const float* x, const float* scale, const float* noise, const float* bias, float* y, int64_t batch,
                               int64_t channels, int64_t area, int64_t noise_step, int32_t threads) {
#pragma omp parallel for num_threads(threads) if (threads > 1)
  for (int64_t i = 0; i < batch * channels; i++) {
    activate_row(x + i * area, noise + i / channels * noise_step, scale[i], bias[i % channels], y + i * area, area);
  }
}

// Gradients of x [N, C, area], scale [N, C], and of the bias for each picture [N, C].
SAIR_EXPORT void sair_activate_backward(const float* gy, const float* y, const float* scale, const float* noise, const float* bias,
                                        float* gx, float* gscale, float* gbias, int64_t batch, int64_t channels, int64_t area,
                                        int64_t noise_step, int32_t threads) {
#pragma omp parallel for num_threads(threads) if (threads > 1)
  for (int64_t i = 0; i < batch * channels; i++) {
    gbias[i] = 0;
    gscale[i] = activate_row_backward(gy + i * area, y + i * area, noise + i / channels * noise_step, scale[i], bias[i % channels],
                                      gx + i * area, gbias + i, area);
  }
}

// y [planes, H + 2 pad - 3, W + 2 pad - 3].
SAIR_EXPORT void sair_blur(const float* x, float* y, int64_t planes, int64_t height, int64_t width, int64_t pad, int32_t threads) {
  const int64_t out_height = height + 2 * pad - 3, out_width = width + 2 * pad - 3, line_size = width + 2 * pad + 16;
  std::vector<float> zero(width, 0.f), lines(threads * line_size, 0.f);
#pragma omp parallel for num_threads(threads) if (threads > 1)
  for (int64_t p = 0; p < planes; p++) {
    float* line = lines.data() + omp_get_thread_num() * line_size;
    for (int64_t r = 0; r < out_height; r++) {
      const float* rows[4];
      for (int64_t k = 0; k < 4; k++) {
        const int64_t i = r + k - pad;
        rows[k] = i >= 0 && i < height ? x + (p * height + i) * width : zero.data();
      }
      blur_vertical(rows[0], rows[1], rows[2], rows[3], line + pad, width);
      blur_horizontal(line, y + (p * out_height + r) * out_width, out_width);
    }
  }
}
