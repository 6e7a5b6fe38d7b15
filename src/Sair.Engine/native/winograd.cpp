// 3x3 convolution of modulated pictures by Winograd's minimal filtering F(4x4, 3x3) (Lavin 2016): 36 products for 16 pixels
// instead of 144, for float32 on the processor. Picture and style get gradients; the weights, transformed before, none.
#include "packed_product.h"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <vector>

namespace {

constexpr int64_t kTile = 4;
constexpr int64_t kPatch = 6;
constexpr int64_t kPoints = kPatch * kPatch;
constexpr int64_t kBlockBytes =
    int64_t(4) << 20;  // transformed data of one block: more crowds the last-level cache, which all threads share
constexpr int64_t kAlignment = 64;

// One row of the input: every `step`-th value times `scale`.
SAIR_CLONES void load_row(const float* __restrict from, int64_t step, float scale, float* __restrict to, int64_t n) {
  if (step == 1) {
    for (int64_t i = 0; i < n; i++) to[i] = from[i] * scale;
  } else {
    for (int64_t i = 0; i < n; i++) to[i] = from[2 * i] * scale;
  }
}

// The transform along one axis for n values at once; inputs and outputs lie `from_step` and `to_step` apart.
__attribute__((always_inline)) inline void transform_values(const float* __restrict d, int64_t from_step, float* __restrict t,
                                                            int64_t to_step, int64_t n) {
  const float *d0 = d, *d1 = d + from_step, *d2 = d + 2 * from_step, *d3 = d + 3 * from_step, *d4 = d + 4 * from_step,
              *d5 = d + 5 * from_step;
  float *t0 = t, *t1 = t + to_step, *t2 = t + 2 * to_step, *t3 = t + 3 * to_step, *t4 = t + 4 * to_step, *t5 = t + 5 * to_step;
#pragma GCC ivdep
  for (int64_t i = 0; i < n; i++) {
    const float even = d4[i] - 4 * d2[i], odd = d3[i] - 4 * d1[i], near = d4[i] - d2[i], far = 2 * (d3[i] - d1[i]);
    t0[i] = 4 * d0[i] - 5 * d2[i] + d4[i];
    t1[i] = even + odd;
    t2[i] = even - odd;
    t3[i] = near + far;
    t4[i] = near - far;
    t5[i] = 4 * d1[i] - 5 * d3[i] + d5[i];
  }
}

SAIR_CLONES void transform_input(const float* d, int64_t from_step, float* t, int64_t to_step, int64_t n) {
  transform_values(d, from_step, t, to_step, n);
}

// The same for one row of tiles, into panels: value `at + j` of a product goes to panel (at + j) / 16.
SAIR_CLONES void transform_to_panels(const float* d, int64_t from_step, float* to, int64_t to_step, int64_t panel_size, int64_t at,
                                     int64_t n) {
  for (int64_t j = 0; j < n;) {
    const int64_t inside = (at + j) % packed::kPanel, count = std::min(packed::kPanel - inside, n - j);
    float* t = to + (at + j) / packed::kPanel * panel_size + inside;
    if (count == packed::kPanel) {
      transform_values(d + j, from_step, t, to_step, packed::kPanel);
    } else {
      transform_values(d + j, from_step, t, to_step, count);
    }
    j += count;
  }
}

// Splits a line into the six values of each tile: tile j sees line[4j] to line[4j + 5].
SAIR_CLONES void split_tiles(const float* __restrict line, float* __restrict parts, int64_t step, int64_t tiles) {
  for (int64_t j = 0; j < tiles; j++) {
    for (int64_t m = 0; m < kTile; m++) parts[m * step + j] = line[kTile * j + m];
  }
  for (int64_t m = 0; m < kPatch - kTile; m++) {
    const float* from = parts + m * step;
    float* to = parts + (kTile + m) * step;
    for (int64_t j = 0; j + 1 < tiles; j++) to[j] = from[j + 1];
    to[tiles - 1] = line[kTile * tiles + m];
  }
}

SAIR_CLONES void transform_output(const float* __restrict m, int64_t from_step, float* __restrict z, int64_t to_step, int64_t n) {
  const float *m0 = m, *m1 = m + from_step, *m2 = m + 2 * from_step, *m3 = m + 3 * from_step, *m4 = m + 4 * from_step,
              *m5 = m + 5 * from_step;
  float *z0 = z, *z1 = z + to_step, *z2 = z + 2 * to_step, *z3 = z + 3 * to_step;
#pragma GCC ivdep
  for (int64_t i = 0; i < n; i++) {
    const float plus = m1[i] + m2[i], minus = m1[i] - m2[i], wide = m3[i] + m4[i], tilt = m3[i] - m4[i];
    z0[i] = m0[i] + plus + wide;
    z1[i] = minus + 2 * tilt;
    z2[i] = plus + 4 * wide;
    z3[i] = minus + 8 * tilt + m5[i];
  }
}

// Joins the four values of each tile to a line.
SAIR_CLONES void join_tiles(const float* __restrict z, int64_t step, float* __restrict line, int64_t tiles) {
  for (int64_t j = 0; j < tiles; j++) {
    for (int64_t m = 0; m < kTile; m++) line[kTile * j + m] = z[m * step + j];
  }
}

SAIR_CLONES void interleave(const float* __restrict even, const float* __restrict odd, float* __restrict to, int64_t n) {
  for (int64_t i = 0; i < n; i++) {
    to[2 * i] = even[i];
    to[2 * i + 1] = odd[i];
  }
}

// Writes line * scale and returns the product of line and other.
SAIR_CLONES float scale_and_multiply(const float* __restrict line, const float* __restrict other, float scale, float* __restrict to,
                                     int64_t n) {
  float sum[8] = {};
  for (int64_t i = 0; i < n; i += 8) {
    for (int64_t k = 0; k < 8; k++) {
      sum[k] += line[i + k] * other[i + k];
      to[i + k] = line[i + k] * scale;
    }
  }
  return ((sum[0] + sum[1]) + (sum[2] + sum[3])) + ((sum[4] + sum[5]) + (sum[6] + sum[7]));
}

struct Pass {
  const float* from;  // [C, H, W], or with from_doubled [C / 4, 2H, 2W]
  bool from_doubled;
  const float* style;    // factor of each input channel, or null
  const float* weights;  // [36, D′, C]
  float* to;             // [D, H, W], or with to_doubled [D / 4, 2H, 2W]
  bool to_doubled;
  const float* scale;  // factor of each output channel, or null
  const float* other;  // what the unscaled output is multiplied with per channel, or null
  double* product;     // receives that
  int64_t inputs, outputs, height, width;
};

// One thread's share of one piece of memory.
struct Buffers {
  float *v, *m;  // [36, panels, C, 16], [36, D′, panels * 16]
  float *rows, *columns, *line, *result;

  static int64_t size(const Pass& p, int64_t panels) {
    return rounded(v_size(p, panels)) + rounded(m_size(p, panels)) + rounded(kPatch * (p.width + 2)) +
           rounded(kPatch * kPatch * (p.width + 2)) + rounded(kPatch * p.width) + rounded(4 * kTile * p.width);
  }

  Buffers(const Pass& p, int64_t panels, float* at) {
    v = take(at, v_size(p, panels));
    m = take(at, m_size(p, panels));
    rows = take(at, kPatch * (p.width + 2));
    columns = take(at, kPatch * kPatch * (p.width + 2));
    line = take(at, kPatch * p.width);
    result = take(at, 4 * kTile * p.width);
  }

 private:
  static int64_t v_size(const Pass& p, int64_t panels) { return kPoints * panels * p.inputs * packed::kPanel; }
  static int64_t m_size(const Pass& p, int64_t panels) { return kPoints * packed::padded_outputs(p.outputs) * panels * packed::kPanel; }
  static int64_t rounded(int64_t floats) { return (floats + 15) / 16 * 16; }

  static float* take(float*& at, int64_t floats) {
    float* taken = at;
    at += rounded(floats);
    return taken;
  }
};

void transform_block(const Pass& p, int64_t row, int64_t rows, const Buffers& b) {
  const int64_t tiles = p.width / kTile, block = rows * tiles, line = p.width + 2, step = p.from_doubled ? 2 : 1;
  const int64_t source_width = step * p.width, source_height = step * p.height, planes = p.from_doubled ? p.inputs / 4 : p.inputs;
  const int64_t panels = packed::panels(block), panel_size = p.inputs * packed::kPanel;
  float* v = b.v;
  for (int64_t plane = 0; plane < planes; plane++) {
    for (int64_t phase = 0; phase < step * step; phase++) {
      const int64_t channel = phase * planes + plane, down = phase / 2, right = phase % 2;
      const float scale = p.style ? p.style[channel] : 1.f;
      const float* source = p.from + plane * source_height * source_width;
      for (int64_t r = 0; r < rows; r++) {
        for (int64_t k = 0; k < kPatch; k++) {
          const int64_t y = (row + r) * kTile + k - 1;
          float* to = b.rows + k * line;
          to[0] = to[line - 1] = 0;
          if (y >= 0 && y < p.height) {
            load_row(source + (step * y + down) * source_width + right, step, scale, to + 1, p.width);
          } else {
            std::fill(to, to + line, 0.f);
          }
        }
        transform_input(b.rows, line, b.columns, line, line);
        for (int64_t k = 0; k < kPatch; k++) {
          split_tiles(b.columns + k * line, b.line, tiles, tiles);
          transform_to_panels(b.line, tiles, v + k * kPatch * panels * panel_size + channel * packed::kPanel, panels * panel_size,
                              panel_size, r * tiles, tiles);
        }
      }
    }
  }
}

void restore_block(const Pass& p, int64_t row, int64_t rows, const Buffers& b) {
  const int64_t tiles = p.width / kTile, block = rows * tiles, step = p.to_doubled ? 2 : 1;
  const int64_t target_width = step * p.width, planes = p.to_doubled ? p.outputs / 4 : p.outputs;
  const int64_t columns = packed::panels(block) * packed::kPanel, outputs = packed::padded_outputs(p.outputs);
  const float* m = b.m;
  for (int64_t plane = 0; plane < planes; plane++) {
    const int64_t start = plane * step * p.height * target_width;
    for (int64_t r = 0; r < rows; r++) {
      for (int64_t phase = 0; phase < step * step; phase++) {
        const int64_t channel = phase * planes + plane;
        for (int64_t k = 0; k < kPatch; k++) {  // along the columns: six sums of each of four rows
          transform_output(m + (k * outputs + channel) * columns + r * tiles, kPatch * outputs * columns, b.columns + k * tiles,
                           kPatch * tiles, tiles);
        }
        for (int64_t a = 0; a < kTile; a++) {
          transform_output(b.columns + a * kPatch * tiles, tiles, b.rows, tiles, tiles);
          join_tiles(b.rows, tiles, b.result + (phase * kTile + a) * p.width, tiles);
        }
      }
      for (int64_t a = 0; a < kTile; a++) {
        const int64_t y = (row + r) * kTile + a;
        if (p.to_doubled) {
          for (int64_t down = 0; down < 2; down++) {
            const float* even = b.result + (2 * down * kTile + a) * p.width;
            interleave(even, even + kTile * p.width, p.to + start + (2 * y + down) * target_width, p.width);
          }
        } else if (p.other) {
          p.product[plane] += scale_and_multiply(b.result + a * p.width, p.other + start + y * p.width, p.scale[plane],
                                                 p.to + start + y * p.width, p.width);
        } else {
          std::copy_n(b.result + a * p.width, p.width, p.to + start + y * p.width);
        }
      }
    }
  }
}

// The columns of the last panel that belong to no tile: their products are not read, but must not be slow.
void clear_rest(const Pass& p, int64_t columns, int64_t panels, const Buffers& b) {
  if (columns % packed::kPanel == 0) return;
  const int64_t panel_size = p.inputs * packed::kPanel;
  for (int64_t k = 0; k < kPoints; k++) {
    float* last = b.v + ((k + 1) * panels - 1) * panel_size;
    std::fill(last, last + panel_size, 0.f);
  }
}

}  // namespace

// Packs weights [36, O, I] for the products; `to` has 36 * ceil(O / 4) * 4 * I values.
SAIR_EXPORT void sair_winograd_pack(const float* transformed, int64_t outputs, int64_t inputs, float* to) {
  for (int64_t k = 0; k < kPoints; k++) {
    packed::pack(transformed + k * outputs * inputs, outputs, inputs, to + k * packed::padded_outputs(outputs) * inputs);
  }
}

// One picture, see Pass. Returns 1 where memory is short, else 0.
SAIR_EXPORT int32_t sair_winograd(const float* from, int32_t from_doubled, const float* style, const float* weights, float* to,
                                  int32_t to_doubled, const float* scale, const float* other, double* product, int64_t inputs,
                                  int64_t outputs, int64_t height, int64_t width, int32_t threads) {
  const Pass pass{from, from_doubled != 0, style, weights, to, to_doubled != 0, scale, other, product, inputs, outputs, height, width};
  const int64_t tile_rows = height / kTile, tiles = width / kTile, padded = packed::padded_outputs(outputs);
  const int64_t most = std::max<int64_t>(1, kBlockBytes / (int64_t(sizeof(float)) * kPoints * (inputs + outputs) * tiles));
  int64_t blocks = (tile_rows + most - 1) / most;
  blocks = std::min(tile_rows, (blocks + threads - 1) / threads * threads);  // every thread has as many
  const int64_t most_panels = packed::panels((tile_rows + blocks - 1) / blocks * tiles), share = Buffers::size(pass, most_panels);
  const std::unique_ptr<float, decltype(&std::free)> memory(
      static_cast<float*>(std::aligned_alloc(kAlignment, sizeof(float) * share * threads)), &std::free);
  if (!memory) return 1;
  std::vector<double> products(other ? blocks * outputs : 0, 0.0);
#pragma omp parallel for num_threads(threads) if (threads > 1)
  for (int64_t i = 0; i < blocks; i++) {
    const int64_t row = i * tile_rows / blocks, rows = (i + 1) * tile_rows / blocks - row, panels = packed::panels(rows * tiles);
    const Buffers b(pass, most_panels, memory.get() + omp_get_thread_num() * share);
    Pass own = pass;
    own.product = other ? products.data() + i * outputs : nullptr;
    clear_rest(own, rows * tiles, panels, b);
    transform_block(own, row, rows, b);
    for (int64_t k = 0; k < kPoints; k++) {
      packed::multiply(weights + k * padded * inputs, b.v + k * panels * inputs * packed::kPanel,
                       b.m + k * padded * panels * packed::kPanel, outputs, inputs, panels);
    }
    restore_block(own, row, rows, b);
  }
  for (int64_t i = 0; other && i < blocks; i++) {
    for (int64_t c = 0; c < outputs; c++) product[c] += products[i * outputs + c];
  }
  return 0;
}
