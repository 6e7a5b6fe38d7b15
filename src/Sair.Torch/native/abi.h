// The C ABI between libtorch and .NET. A handle is a TensorImpl* that owns one reference; a null handle is an undefined
// tensor. Every function that can fail returns 0 on success and -1 after storing a message for st_last_error().
#pragma once

#include <ATen/ATen.h>
#include <c10/util/Exception.h>
#include <torch/version.h>

#include <cstdint>
#include <string>

#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
#include <optional>
template <class T>
using Optional = std::optional<T>;
#else
#include <c10/util/Optional.h>
template <class T>
using Optional = c10::optional<T>;
#endif

#define SAIR_API extern "C" __attribute__((visibility("default")))

namespace sair {

using TensorHandle = void*;

inline std::string& last_error() {
  thread_local std::string message;
  return message;
}

template <class Body>
inline int guard(Body&& body) noexcept {
  try {
    body();
    return 0;
  } catch (const c10::Error& error) {
    last_error() = error.what_without_backtrace();
  } catch (const std::exception& error) {
    last_error() = error.what();
  } catch (...) {
    last_error() = "unknown C++ exception";
  }
  return -1;
}

// A new reference to the handle's tensor; the handle keeps its own.
inline at::Tensor borrow(TensorHandle handle) {
  if (!handle) return {};
  using Pointer = c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>;
  return at::Tensor(Pointer::unsafe_reclaim_from_nonowning(static_cast<c10::TensorImpl*>(handle)));
}

// Hands the reference over to the caller.
inline TensorHandle give(at::Tensor tensor) { return tensor.defined() ? tensor.unsafeReleaseTensorImpl() : nullptr; }

// Devices travel as type | (index + 1) << 8, so that 0 is "cpu".
inline at::Device device_of(int64_t packed) {
  return {static_cast<at::DeviceType>(packed & 0xff), static_cast<c10::DeviceIndex>(int(packed >> 8) - 1)};
}

}  // namespace sair
