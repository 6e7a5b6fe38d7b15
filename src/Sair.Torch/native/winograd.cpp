// 3x3 convolution of modulated pictures by Winograd's minimal filtering F(4x4, 3x3) (Lavin 2016): 36 products for 16 pixels
// instead of 144. For float32 on the CPU, where only picture and style need gradients.
//   sair::winograd_weights(weight) = [36, O′, I] from [O, I, 3, 3], packed for packed_product.h
//   sair::winograd_conv(x, style, forward, backward, doubles)
//       x [N, I, H, W], style [N, I]; `forward` holds the transformed weights, `backward` those of the transposed and
//       flipped ones. With `doubles` the O outputs are four phases (row, column parity) of a picture of twice the side.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include <algorithm>
#include <vector>

#include "packed_product.h"

namespace {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::Function;
using torch::autograd::Variable;
using torch::autograd::variable_list;

constexpr int64_t kTile = 4;
constexpr int64_t kPatch = 6;
constexpr int64_t kPoints = kPatch * kPatch;
constexpr int64_t kBlockBytes = int64_t(4) << 20;  // transformed data of one block: more crowds the last-level cache, which all threads share

// One row of the input: every `step`-th value times `scale`.
SAIR_CLONES void load_row(const float* __restrict from, int64_t step, float scale, float* __restrict to, int64_t n) {
  if (step == 1) {
    for (int64_t i = 0; i < n; i++) to[i] = from[i] * scale;
  } else {
    for (int64_t i = 0; i < n; i++) to[i] = from[2 * i] * scale;
  }
}

// The transform along one axis for n values at once; inputs and outputs lie `from_step` and `to_step` apart.
__attribute__((always_inline)) inline void transform_values(const float* __restrict d, int64_t from_step, float* __restrict t, int64_t to_step, int64_t n) {
  const float *d0 = d, *d1 = d + from_step, *d2 = d + 2 * from_step, *d3 = d + 3 * from_step, *d4 = d + 4 * from_step, *d5 = d + 5 * from_step;
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
SAIR_CLONES void transform_to_panels(const float* d, int64_t from_step, float* to, int64_t to_step, int64_t panel_size, int64_t at, int64_t n) {
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
  const float *m0 = m, *m1 = m + from_step, *m2 = m + 2 * from_step, *m3 = m + 3 * from_step, *m4 = m + 4 * from_step, *m5 = m + 5 * from_step;
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
SAIR_CLONES float scale_and_multiply(const float* __restrict line, const float* __restrict other, float scale, float* __restrict to, int64_t n) {
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
  const float* from;     // [C, H, W], or with from_doubled [C / 4, 2H, 2W]
  bool from_doubled;
  const float* style;    // factor of each input channel, or null
  const Tensor* weights; // [36, D′, C]
  float* to;             // [D, H, W], or with to_doubled [D / 4, 2H, 2W]
  bool to_doubled;
  const float* scale;    // factor of each output channel, or null
  const float* other;    // what the unscaled output is multiplied with per channel, or null
  double* product;       // receives that
  int64_t inputs, outputs, height, width;
};

struct Buffers {
  std::vector<float> rows, columns, line, result;
  Tensor v, m; // [36, panels, C, 16], [36, D′, panels * 16]
};

void transform_block(const Pass& p, int64_t row, int64_t rows, Buffers& b) {
  const int64_t tiles = p.width / kTile, block = rows * tiles, line = p.width + 2, step = p.from_doubled ? 2 : 1;
  const int64_t source_width = step * p.width, source_height = step * p.height, planes = p.from_doubled ? p.inputs / 4 : p.inputs;
  const int64_t panels = packed::panels(block), panel_size = p.inputs * packed::kPanel;
  float* v = b.v.data_ptr<float>();
  for (int64_t plane = 0; plane < planes; plane++) {
    for (int64_t phase = 0; phase < step * step; phase++) {
      const int64_t channel = phase * planes + plane, down = phase / 2, right = phase % 2;
      const float scale = p.style ? p.style[channel] : 1.f;
      const float* source = p.from + plane * source_height * source_width;
      for (int64_t r = 0; r < rows; r++) {
        for (int64_t k = 0; k < kPatch; k++) {
          const int64_t y = (row + r) * kTile + k - 1;
          float* to = b.rows.data() + k * line;
          to[0] = to[line - 1] = 0;
          if (y >= 0 && y < p.height) {
            load_row(source + (step * y + down) * source_width + right, step, scale, to + 1, p.width);
          } else {
            std::fill(to, to + line, 0.f);
          }
        }
        transform_input(b.rows.data(), line, b.columns.data(), line, line);
        for (int64_t k = 0; k < kPatch; k++) {
          split_tiles(b.columns.data() + k * line, b.line.data(), tiles, tiles);
          transform_to_panels(b.line.data(), tiles, v + k * kPatch * panels * panel_size + channel * packed::kPanel, panels * panel_size, panel_size, r * tiles, tiles);
        }
      }
    }
  }
}

void restore_block(const Pass& p, int64_t row, int64_t rows, Buffers& b) {
  const int64_t tiles = p.width / kTile, block = rows * tiles, step = p.to_doubled ? 2 : 1;
  const int64_t target_width = step * p.width, planes = p.to_doubled ? p.outputs / 4 : p.outputs;
  const int64_t columns = packed::panels(block) * packed::kPanel, outputs = packed::padded_outputs(p.outputs);
  const float* m = b.m.data_ptr<float>();
  for (int64_t plane = 0; plane < planes; plane++) {
    const int64_t start = plane * step * p.height * target_width;
    for (int64_t r = 0; r < rows; r++) {
      for (int64_t phase = 0; phase < step * step; phase++) {
        const int64_t channel = phase * planes + plane;
        for (int64_t k = 0; k < kPatch; k++) { // along the columns: six sums of each of four rows
          transform_output(m + (k * outputs + channel) * columns + r * tiles, kPatch * outputs * columns, b.columns.data() + k * tiles, kPatch * tiles, tiles);
        }
        for (int64_t a = 0; a < kTile; a++) {
          transform_output(b.columns.data() + a * kPatch * tiles, tiles, b.rows.data(), tiles, tiles);
          join_tiles(b.rows.data(), tiles, b.result.data() + (phase * kTile + a) * p.width, tiles);
        }
      }
      for (int64_t a = 0; a < kTile; a++) {
        const int64_t y = (row + r) * kTile + a;
        if (p.to_doubled) {
          for (int64_t down = 0; down < 2; down++) {
            const float* even = b.result.data() + (2 * down * kTile + a) * p.width;
            interleave(even, even + kTile * p.width, p.to + start + (2 * y + down) * target_width, p.width);
          }
        } else if (p.other) {
          p.product[plane] += scale_and_multiply(b.result.data() + a * p.width, p.other + start + y * p.width, p.scale[plane], p.to + start + y * p.width, p.width);
        } else {
          std::copy_n(b.result.data() + a * p.width, p.width, p.to + start + y * p.width);
        }
      }
    }
  }
}

void convolve(Pass pass) {
  const int64_t tile_rows = pass.height / kTile, tiles = pass.width / kTile, threads = at::get_num_threads();
  const int64_t most = std::max<int64_t>(1, kBlockBytes / (int64_t(sizeof(float)) * kPoints * (pass.inputs + pass.outputs) * tiles));
  int64_t blocks = (tile_rows + most - 1) / most;
  blocks = std::min(tile_rows, (blocks + threads - 1) / threads * threads); // every thread has as many
  std::vector<double> products(pass.other ? blocks * pass.outputs : 0, 0.0);
  at::parallel_for(0, blocks, 1, [&](int64_t begin, int64_t end) {
    at::AutoDispatchBelowADInplaceOrView below;
    Buffers b;
    b.rows.resize(kPatch * (pass.width + 2));
    b.columns.resize(kPatch * kPatch * (pass.width + 2));
    b.line.resize(kPatch * pass.width);
    b.result.resize(4 * kTile * pass.width);
    for (int64_t i = begin; i < end; i++) {
      const int64_t row = i * tile_rows / blocks, rows = (i + 1) * tile_rows / blocks - row, panels = packed::panels(rows * tiles);
      const int64_t padded = packed::padded_outputs(pass.outputs);
      if (!b.v.defined() || b.v.size(1) != panels) {
        b.v = at::zeros({kPoints, panels, pass.inputs, packed::kPanel});
        b.m = at::empty({kPoints, padded, panels * packed::kPanel});
      }
      Pass own = pass;
      own.product = pass.other ? products.data() + i * pass.outputs : nullptr;
      transform_block(own, row, rows, b);
      for (int64_t k = 0; k < kPoints; k++) {
        packed::multiply(pass.weights->data_ptr<float>() + k * padded * pass.inputs, b.v.data_ptr<float>() + k * panels * pass.inputs * packed::kPanel,
                         b.m.data_ptr<float>() + k * padded * panels * packed::kPanel, pass.outputs, pass.inputs, panels);
      }
      restore_block(own, row, rows, b);
    }
  });
  if (pass.other) {
    for (int64_t i = 0; i < blocks; i++) {
      for (int64_t c = 0; c < pass.outputs; c++) pass.product[c] += products[i * pass.outputs + c];
    }
  }
}

struct WinogradConvolution : Function<WinogradConvolution> {
  static Tensor forward(AutogradContext* context, const Tensor& input, const Tensor& given, const Tensor& weights, const Tensor& backward, bool doubles) {
    Tensor x = input.contiguous(), style = given.contiguous();
    const int64_t batch = x.size(0), inputs = x.size(1), height = x.size(2), width = x.size(3), outputs = backward.size(2), side = doubles ? 2 : 1;
    Tensor y = at::empty({batch, outputs / (side * side), side * height, side * width}, x.options());
    for (int64_t n = 0; n < batch; n++) {
      convolve({x.data_ptr<float>() + n * x.stride(0), false, style.data_ptr<float>() + n * inputs, &weights,
                y.data_ptr<float>() + n * y.stride(0), doubles, nullptr, nullptr, nullptr, inputs, outputs, height, width});
    }
    context->save_for_backward({x, style, backward});
    context->saved_data["doubles"] = doubles;
    return y;
  }

  static variable_list backward(AutogradContext* context, variable_list g) {
    auto saved = context->get_saved_variables();
    Tensor x = saved[0], style = saved[1], weights = saved[2], gy = g[0].contiguous();
    const int64_t batch = x.size(0), inputs = x.size(1), height = x.size(2), width = x.size(3);
    Tensor gx = at::empty_like(x), gs = at::zeros({batch, inputs}, x.options().dtype(at::kDouble));
    for (int64_t n = 0; n < batch; n++) {
      convolve({gy.data_ptr<float>() + n * gy.stride(0), context->saved_data["doubles"].toBool(), nullptr, &weights,
                gx.data_ptr<float>() + n * gx.stride(0), false, style.data_ptr<float>() + n * inputs, x.data_ptr<float>() + n * x.stride(0),
                gs.data_ptr<double>() + n * inputs, weights.size(2), inputs, height, width});
    }
    return {gx, gs.to(at::kFloat), Variable(), Variable(), Variable()};
  }
};

Tensor winograd_weights(const Tensor& weight) {
  at::NoGradGuard ungraded;
  const Tensor g = at::tensor({1 / 4., 0., 0., -1 / 6., -1 / 6., -1 / 6., -1 / 6., 1 / 6., -1 / 6., 1 / 24., 1 / 12., 1 / 6., 1 / 24., -1 / 12., 1 / 6., 0., 0., 1.}, at::kDouble).view({kPatch, 3});
  const Tensor both = at::kron(g, g); // [36, 9]
  const Tensor flat = weight.to(at::kDouble).reshape({-1, 9}); // [O I, 9]
  const Tensor transformed = both.matmul(flat.t()).to(at::kFloat).view({kPoints, weight.size(0), weight.size(1)}).contiguous();
  Tensor packed = at::empty({kPoints, packed::padded_outputs(weight.size(0)), weight.size(1)});
  for (int64_t k = 0; k < kPoints; k++) {
    packed::pack(transformed[k].data_ptr<float>(), weight.size(0), weight.size(1), packed[k].data_ptr<float>());
  }
  return packed;
}

Tensor winograd_conv(const Tensor& x, const Tensor& style, const Tensor& weights, const Tensor& backward, bool doubles) {
  TORCH_CHECK(x.is_cpu() && x.scalar_type() == at::kFloat && x.size(2) % 8 == 0 && x.size(3) % 8 == 0, "winograd_conv wants float32 pictures on the CPU whose sides are multiples of 8");
  TORCH_CHECK(weights.size(0) == kPoints && weights.size(2) == x.size(1) && backward.size(1) == packed::padded_outputs(x.size(1)) && weights.size(1) == packed::padded_outputs(backward.size(2)) && (!doubles || backward.size(2) % 4 == 0), "winograd_conv: the weights do not fit the picture");
  TORCH_CHECK(style.size(0) == x.size(0) && style.size(1) == x.size(1), "winograd_conv: the style does not fit the picture");
  return WinogradConvolution::apply(x, style, weights, backward, doubles);
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(sair, library) {
  library.def("winograd_weights(Tensor weight) -> Tensor", &winograd_weights);
  library.def("winograd_conv(Tensor x, Tensor style, Tensor weights, Tensor backward, bool doubles) -> Tensor", &winograd_conv);
}
