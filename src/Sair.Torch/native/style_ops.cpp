// Two operators that StyleGAN2 spends its memory bandwidth on, fused for float32 on the CPU, with hand-written gradients.
//   sair::modulated_activation(x, scale, noise, bias) = leaky_relu(x * scale + noise + bias, 0.2)
//       x [N, C, H, W], scale [N, C, 1, 1] without zeros, noise [1 or N, 1, H, W], bias [1, C, 1, 1]; x is not kept for the gradients
//   sair::blur(x, pad) = x (*) outer([1,3,3,1]) / 16, zero-padded by `pad` on every side
// Elsewhere (another device or type) both fall back to plain operators.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include <vector>

#define SAIR_CLONES __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))

namespace {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::Function;
using torch::autograd::Variable;
using torch::autograd::variable_list;

constexpr float kSlope = 0.2f;

// Eight floats at any address. Written out, because GCC turns a conditional product into branches on AVX2.
typedef float Lanes __attribute__((vector_size(32), aligned(4), may_alias));

SAIR_CLONES void activate_row(const float* __restrict x, const float* __restrict noise, float scale, float bias, float* __restrict y, int64_t n) {
  for (int64_t i = 0; i < n; i++) {
    float z = x[i] * scale + (noise[i] + bias);
    float shrunk = kSlope * z;
    y[i] = z > shrunk ? z : shrunk;
  }
}

// Writes the gradient of x; returns that of the scale and adds that of the bias. x itself is gone: x * scale is what the
// activation turned into y, less noise and bias.
SAIR_CLONES float activate_row_backward(const float* __restrict gy, const float* __restrict y, const float* __restrict noise, float scale, float bias,
                                        float* __restrict gx, float* __restrict gbias, int64_t n) {
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

bool fusible(const Tensor& x) { return x.is_cpu() && x.scalar_type() == at::kFloat; }

Tensor blur_plain(const Tensor& x, int64_t pad) {
  const auto channels = x.size(1);
  auto taps = at::tensor({1.f, 3.f, 3.f, 1.f}, x.options()) / 4;
  auto kernel = (taps.view({4, 1}) * taps.view({1, 4})).expand({channels, 1, 4, 4});
  return at::conv2d(x, kernel, {}, at::IntArrayRef{1, 1}, at::IntArrayRef{pad, pad}, at::IntArrayRef{1, 1}, channels);
}

Tensor blur_fused(const Tensor& input, int64_t pad) {
  if (!fusible(input)) return blur_plain(input, pad);
  Tensor x = input.contiguous();
  const int64_t planes = x.size(0) * x.size(1), height = x.size(2), width = x.size(3);
  const int64_t out_height = height + 2 * pad - 3, out_width = width + 2 * pad - 3;
  Tensor y = at::empty({x.size(0), x.size(1), out_height, out_width}, x.options());
  const float* xp = x.data_ptr<float>();
  float* yp = y.data_ptr<float>();
  at::parallel_for(0, planes, 1, [&](int64_t begin, int64_t end) {
    std::vector<float> zero(width, 0.f), line(width + 2 * pad + 16, 0.f);
    for (int64_t p = begin; p < end; p++) {
      for (int64_t r = 0; r < out_height; r++) {
        const float* rows[4];
        for (int k = 0; k < 4; k++) {
          int64_t i = r + k - pad;
          rows[k] = (i >= 0 && i < height) ? xp + (p * height + i) * width : zero.data();
        }
        blur_vertical(rows[0], rows[1], rows[2], rows[3], line.data() + pad, width);
        blur_horizontal(line.data(), yp + (p * out_height + r) * out_width, out_width);
      }
    }
  });
  return y;
}

struct Blur : Function<Blur> {
  static Tensor forward(AutogradContext* context, const Tensor& x, int64_t pad) {
    context->saved_data["pad"] = pad;
    return blur_fused(x, pad);
  }

  // The kernel is symmetric, so the adjoint is the same blur with the complementary padding.
  static variable_list backward(AutogradContext* context, variable_list g) {
    const int64_t pad = 3 - context->saved_data["pad"].toInt();
    Tensor gx = g[0].requires_grad() ? Blur::apply(g[0], pad) : blur_fused(g[0], pad);
    return {gx, Variable()};
  }
};

Tensor activation_plain(const Tensor& x, const Tensor& scale, const Tensor& noise, const Tensor& bias) {
  return at::leaky_relu(at::addcmul(noise, x, scale) + bias, kSlope);
}

struct ModulatedActivation : Function<ModulatedActivation> {
  static Tensor forward(AutogradContext* context, const Tensor& input, const Tensor& scale, const Tensor& noise, const Tensor& bias) {
    Tensor x = input.contiguous(), s = scale.contiguous(), z = noise.contiguous(), b = bias.contiguous();
    Tensor y = at::empty_like(x);
    const int64_t batch = x.size(0), channels = x.size(1), area = x.size(2) * x.size(3);
    const int64_t noise_step = z.size(0) == batch && batch > 1 ? area : 0;
    const float *xp = x.data_ptr<float>(), *sp = s.data_ptr<float>(), *zp = z.data_ptr<float>(), *bp = b.data_ptr<float>();
    float* yp = y.data_ptr<float>();
    at::parallel_for(0, batch * channels, 1, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; i++) {
        activate_row(xp + i * area, zp + (i / channels) * noise_step, sp[i], bp[i % channels], yp + i * area, area);
      }
    });
    context->save_for_backward({s, z, b, y});
    context->saved_data["noise_batch"] = z.size(0);
    context->saved_data["noise_grad"] = noise.requires_grad();
    return y;
  }

  static variable_list backward(AutogradContext* context, variable_list g) {
    auto saved = context->get_saved_variables();
    Tensor s = saved[0], z = saved[1], b = saved[2], y = saved[3], gy = g[0].contiguous();
    Tensor gx = at::empty_like(y), gs = at::empty_like(s), row_bias = at::zeros({y.size(0), y.size(1), 1, 1}, y.options());
    const int64_t channels = y.size(1), rows = y.size(0) * channels, area = y.size(2) * y.size(3);
    const int64_t noise_step = z.size(0) == y.size(0) && y.size(0) > 1 ? area : 0;
    const float *gp = gy.data_ptr<float>(), *yp = y.data_ptr<float>(), *zp = z.data_ptr<float>(), *bp = b.data_ptr<float>(), *sp = s.data_ptr<float>();
    float *gxp = gx.data_ptr<float>(), *gsp = gs.data_ptr<float>(), *gbp = row_bias.data_ptr<float>();
    at::parallel_for(0, rows, 1, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; i++) {
        gsp[i] = activate_row_backward(gp + i * area, yp + i * area, zp + (i / channels) * noise_step, sp[i], bp[i % channels], gxp + i * area, gbp + i, area);
      }
    });
    Tensor gnoise;
    if (context->saved_data["noise_grad"].toBool()) {
      gnoise = at::where(y > 0, gy, gy * kSlope).sum(1, true);
      if (context->saved_data["noise_batch"].toInt() == 1) gnoise = gnoise.sum(0, true);
    }
    return {gx, gs, gnoise, row_bias.sum(0, true)};
  }
};

Tensor modulated_activation(const Tensor& x, const Tensor& scale, const Tensor& noise, const Tensor& bias) {
  if (!fusible(x)) return activation_plain(x, scale, noise, bias);
  return ModulatedActivation::apply(x, scale, noise, bias);
}

Tensor blur(const Tensor& x, int64_t pad) { return fusible(x) ? Blur::apply(x, pad) : blur_plain(x, pad); }

}  // namespace

TORCH_LIBRARY(sair, library) {
  library.def("modulated_activation(Tensor x, Tensor scale, Tensor noise, Tensor bias) -> Tensor", &modulated_activation);
  library.def("blur(Tensor x, int pad) -> Tensor", &blur);
}
