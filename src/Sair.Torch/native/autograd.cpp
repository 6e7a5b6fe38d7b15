// Gradients. Grad mode and inference mode are thread-local.
#include "abi.h"

#include <ATen/core/grad_mode.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/autograd.h>

#include <vector>

using sair::borrow;
using sair::give;
using sair::guard;
using sair::TensorHandle;

SAIR_API int st_set_requires_grad(TensorHandle handle, int on) {
  return guard([&] { borrow(handle).set_requires_grad(on != 0); });
}

SAIR_API int st_requires_grad(TensorHandle handle) { return handle && static_cast<c10::TensorImpl*>(handle)->requires_grad() ? 1 : 0; }

SAIR_API int st_backward(TensorHandle loss, TensorHandle gradient, int retain_graph, int create_graph) {
  return guard([&] {
    torch::autograd::backward({borrow(loss)}, {borrow(gradient)}, retain_graph ? Optional<bool>(true) : Optional<bool>(), create_graph != 0);
  });
}

SAIR_API int st_grad(TensorHandle const* outputs, TensorHandle const* output_gradients, int output_count, TensorHandle const* inputs, int input_count,
                     int retain_graph, int create_graph, int allow_unused, TensorHandle* results) {
  return guard([&] {
    std::vector<at::Tensor> ys, gradients, xs;
    for (int i = 0; i < output_count; i++) {
      ys.push_back(borrow(outputs[i]));
      gradients.push_back(output_gradients ? borrow(output_gradients[i]) : at::Tensor());
    }
    for (int i = 0; i < input_count; i++) xs.push_back(borrow(inputs[i]));
    auto found = torch::autograd::grad(ys, xs, gradients, retain_graph != 0, create_graph != 0, allow_unused != 0);
    for (int i = 0; i < input_count; i++) results[i] = give(std::move(found[i]));
  });
}

SAIR_API int st_get_grad(TensorHandle handle, TensorHandle* out) {
  return guard([&] { *out = give(borrow(handle).grad()); });
}

SAIR_API int st_set_grad(TensorHandle handle, TensorHandle gradient) {
  return guard([&] { borrow(handle).mutable_grad() = borrow(gradient); });
}

// Returns the previous mode; a negative argument only asks.
SAIR_API int st_grad_mode(int on) {
  bool previous = c10::GradMode::is_enabled();
  if (on >= 0) c10::GradMode::set_enabled(on != 0);
  return previous;
}

SAIR_API void* st_inference_enter() { return new c10::InferenceMode(true); }

// Must run on the thread that entered.
SAIR_API void st_inference_leave(void* guard_object) { delete static_cast<c10::InferenceMode*>(guard_object); }
