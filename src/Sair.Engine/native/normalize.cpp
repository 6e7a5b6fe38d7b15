// Group normalisation, scale, shift and SiLU in one operator, float32 on the processor, with its gradients:
//   z = (x - mean) / sqrt(var + epsilon) * scale + shift, y = z * sigmoid(z); mean and variance over a group of channels and all positions;
//   x [N, C, area], scale and shift [N, C], mean and rstd [N, groups]
// Nothing but x is kept for the gradients: the sigmoid is cheaper to compute again than to load.
#include "operators.h"

#include <cmath>

// Vectors are handed on by value between functions that are always inlined: there is no call whose ABI could change.
#pragma GCC diagnostic ignored "-Wpsabi"

namespace {

// Sixteen floats at any address. Written out, because GCC does not turn a loop with an exponential into vectors.
typedef float Lanes __attribute__((vector_size(64), aligned(4), may_alias));
typedef int32_t Bits __attribute__((vector_size(64), aligned(4), may_alias));
constexpr int64_t kLanes = 16;

// e^x to two units in the last place: 2^n times a polynomial on |r| <= ln 2 / 2 (coefficients: Cephes expf).
inline __attribute__((always_inline)) Lanes exponential(Lanes x) {
  x = x < -87.f ? Lanes{} - 87.f : x;
  x = x > 87.f ? Lanes{} + 87.f : x;
  const Lanes shifted = x * 1.44269504f + 12582912.f;  // rounds to the nearest integer in the low bits
  const Bits n = (Bits)shifted - (Bits)(Lanes{} + 12582912.f);
  const Lanes whole = shifted - 12582912.f;
  const Lanes r = (x - whole * 0.693359375f) + whole * 2.12194440e-4f;
  Lanes p = r * 1.9875691500e-4f + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.f;
  return p * (Lanes)((n + 127) << 23);
}

inline __attribute__((always_inline)) Lanes sigmoid(Lanes z) { return 1.f / (exponential(-z) + 1.f); }

inline __attribute__((always_inline)) float total(Lanes lanes) {
  float sum = 0;
  for (int k = 0; k < kLanes; k++) sum += lanes[k];
  return sum;
}

inline __attribute__((always_inline)) Lanes load(const float* from, int64_t n) {
  Lanes lanes = {};
  for (int64_t k = 0; k < n; k++) lanes[k] = from[k];
  return lanes;
}

inline __attribute__((always_inline)) void store(Lanes lanes, float* to, int64_t n) {
  for (int64_t k = 0; k < n; k++) to[k] = lanes[k];
}

SAIR_CLONES double sum_of(const float* __restrict x, int64_t n) {
  double sum = 0;
  for (int64_t start = 0; start < n; start += 4096) {
    const int64_t end = start + 4096 < n ? start + 4096 : n;
    Lanes lanes[2] = {};
    int64_t i = start;
    for (; i + 2 * kLanes <= end; i += 2 * kLanes) {
      lanes[0] += *(const Lanes*)(x + i);
      lanes[1] += *(const Lanes*)(x + i + kLanes);
    }
    float rest = 0;
    for (; i < end; i++) rest += x[i];
    sum += total(lanes[0] + lanes[1]) + rest;
  }
  return sum;
}

SAIR_CLONES double squares_of(const float* __restrict x, float mean, int64_t n) {
  double sum = 0;
  for (int64_t start = 0; start < n; start += 4096) {
    const int64_t end = start + 4096 < n ? start + 4096 : n;
    Lanes lanes[2] = {};
    int64_t i = start;
    for (; i + 2 * kLanes <= end; i += 2 * kLanes) {
      const Lanes a = *(const Lanes*)(x + i) - mean, b = *(const Lanes*)(x + i + kLanes) - mean;
      lanes[0] += a * a;
      lanes[1] += b * b;
    }
    float rest = 0;
    for (; i < end; i++) rest += (x[i] - mean) * (x[i] - mean);
    sum += total(lanes[0] + lanes[1]) + rest;
  }
  return sum;
}

// y = silu((x - mean) * factor + shift).
SAIR_CLONES void activate_row(const float* __restrict x, float mean, float factor, float shift, float* __restrict y, int64_t n) {
  int64_t i = 0;
  for (; i + kLanes <= n; i += kLanes) {
    const Lanes z = (*(const Lanes*)(x + i) - mean) * factor + shift;
    *(Lanes*)(y + i) = z * sigmoid(z);
  }
  if (i < n) {
    const Lanes z = (load(x + i, n - i) - mean) * factor + shift;
    store(z * sigmoid(z), y + i, n - i);
  }
}

// Writes the gradient of z; adds up it and its product with the normalised x.
SAIR_CLONES void activate_row_backward(const float* __restrict gy, const float* __restrict x, float mean, float rstd, float scale,
                                       float shift, float* __restrict gz, float* __restrict gscale, float* __restrict gshift, int64_t n) {
  Lanes scales = {}, shifts = {};
  for (int64_t i = 0; i < n; i += kLanes) {
    const bool whole = i + kLanes <= n;
    const Lanes normal = ((whole ? *(const Lanes*)(x + i) : load(x + i, n - i)) - mean) * rstd;
    const Lanes z = normal * scale + shift;
    const Lanes s = sigmoid(z);
    const Lanes g = (whole ? *(const Lanes*)(gy + i) : load(gy + i, n - i)) * (s * (1.f + z * (1.f - s)));  // 0 beyond the end
    scales += g * normal;
    shifts += g;
    if (whole)
      *(Lanes*)(gz + i) = g;
    else
      store(g, gz + i, n - i);
  }
  *gscale = total(scales);
  *gshift = total(shifts);
}

// gx = gz * factor + x * slope + offset, where gx holds gz.
SAIR_CLONES void combine_row(const float* __restrict x, float factor, float slope, float offset, float* __restrict gx, int64_t n) {
  for (int64_t i = 0; i < n; i++) gx[i] = gx[i] * factor + (x[i] * slope + offset);
}

}  // namespace

// `mean` and `rstd` receive what the gradients need.
SAIR_EXPORT void sair_normalize(const float* x, const float* scale, const float* shift, float* y, float* mean, float* rstd, int64_t batch,
                                int64_t channels, int64_t area, int64_t groups, double epsilon, int32_t threads) {
  const int64_t width = channels / groups;
#pragma omp parallel for num_threads(threads) if (threads > 1)
  for (int64_t i = 0; i < batch * groups; i++) {
    const float* from = x + i * width * area;
    const double count = (double)(width * area);
    mean[i] = (float)(sum_of(from, width * area) / count);
    rstd[i] = (float)(1 / std::sqrt(squares_of(from, mean[i], width * area) / count + epsilon));
    for (int64_t k = i * width; k < (i + 1) * width; k++) {
      activate_row(x + k * area, mean[i], rstd[i] * scale[k], shift[k], y + k * area, area);
    }
  }
}

// Gradients of x [N, C, area], scale and shift [N, C].
SAIR_EXPORT void sair_normalize_backward(const float* gy, const float* x, const float* scale, const float* shift, const float* mean,
                                         const float* rstd, float* gx, float* gscale, float* gshift, int64_t batch, int64_t channels,
                                         int64_t area, int64_t groups, int32_t threads) {
  const int64_t width = channels / groups;
#pragma omp parallel for num_threads(threads) if (threads > 1)
  for (int64_t i = 0; i < batch * groups; i++) {
    double sum = 0, product = 0;
    for (int64_t k = i * width; k < (i + 1) * width; k++) {
      activate_row_backward(gy + k * area, x + k * area, mean[i], rstd[i], scale[k], shift[k], gx + k * area, gscale + k, gshift + k, area);
      sum += (double)scale[k] * gshift[k];
      product += (double)scale[k] * gscale[k];
    }
    // gx = rstd * (gz * scale - sum / count - normalised x * product / count)
    const double count = (double)(width * area);
    const float slope = (float)(-rstd[i] * rstd[i] * product / count);
    const float offset = (float)(-rstd[i] * sum / count) - slope * mean[i];
    for (int64_t k = i * width; k < (i + 1) * width; k++) combine_row(x + k * area, rstd[i] * scale[k], slope, offset, gx + k * area, area);
  }
}
