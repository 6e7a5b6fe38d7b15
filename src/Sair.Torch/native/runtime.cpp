// Process-wide switches: seed, threads, CUDA.
#include "abi.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <torch/cuda.h>

using sair::guard;

SAIR_API const char* st_version() { return TORCH_VERSION; }

SAIR_API int st_manual_seed(uint64_t seed) {
  return guard([&] {
    at::manual_seed(seed);
    if (torch::cuda::is_available()) torch::cuda::manual_seed_all(seed);
  });
}

SAIR_API int st_threads(int count) {
  if (count > 0) at::set_num_threads(count);
  return at::get_num_threads();
}

SAIR_API int st_cuda_count() { return torch::cuda::is_available() ? int(torch::cuda::device_count()) : 0; }

SAIR_API int st_cuda_synchronize(int64_t index) {
  return guard([&] { torch::cuda::synchronize(index); });
}

SAIR_API int st_generator_state(sair::TensorHandle* out) {
  return guard([&] { *out = sair::give(at::detail::getDefaultCPUGenerator().get_state()); });
}

SAIR_API int st_set_generator_state(sair::TensorHandle state) {
  return guard([&] {
    at::Generator generator = at::globalContext().defaultGenerator(at::kCPU);
    generator.set_state(sair::borrow(state));
  });
}

// 0: cuDNN benchmark, 1: TF32 matrix products, 2: TF32 convolutions, 3: deterministic algorithms.
SAIR_API int st_flag(int which, int on) {
  return guard([&] {
    auto& context = at::globalContext();
    switch (which) {
      case 0: context.setBenchmarkCuDNN(on != 0); break;
      case 1: context.setAllowTF32CuBLAS(on != 0); break;
      case 2: context.setAllowTF32CuDNN(on != 0); break;
      case 3: context.setDeterministicAlgorithms(on != 0, false); break;
      default: TORCH_CHECK(false, "unknown flag ", which);
    }
  });
}
