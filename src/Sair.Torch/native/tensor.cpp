// Creating, reading and releasing tensors.
#include "abi.h"

#include <ATen/core/grad_mode.h>

#include <cstring>

using sair::borrow;
using sair::device_of;
using sair::give;
using sair::guard;
using sair::TensorHandle;

SAIR_API const char* st_last_error() { return sair::last_error().c_str(); }

SAIR_API void st_free(TensorHandle handle) {
  if (handle) c10::raw::intrusive_ptr::decref(static_cast<c10::intrusive_ptr_target*>(static_cast<c10::TensorImpl*>(handle)));
}

SAIR_API TensorHandle st_retain(TensorHandle handle) {
  if (handle) c10::raw::intrusive_ptr::incref(static_cast<c10::intrusive_ptr_target*>(static_cast<c10::TensorImpl*>(handle)));
  return handle;
}

SAIR_API int st_from_host(const void* data, int dtype, const int64_t* sizes, int rank, int64_t device, TensorHandle* out) {
  return guard([&] {
    at::NoGradGuard no_grad;
    auto options = at::TensorOptions().dtype(static_cast<at::ScalarType>(dtype));
    at::Tensor view = at::from_blob(const_cast<void*>(data), at::IntArrayRef(sizes, rank), options);
    at::Tensor copy = at::empty(view.sizes(), options.device(device_of(device)));
    copy.copy_(view);
    *out = give(std::move(copy));
  });
}

SAIR_API int st_to_host(TensorHandle handle, void* destination, int64_t bytes) {
  return guard([&] {
    at::Tensor source = borrow(handle).detach().to(at::kCPU).contiguous();
    TORCH_CHECK(int64_t(source.nbytes()) == bytes, "the tensor holds ", source.nbytes(), " bytes, the buffer ", bytes);
    if (bytes) std::memcpy(destination, source.data_ptr(), bytes);
  });
}

SAIR_API int st_from_host_into(TensorHandle handle, const void* data, int64_t bytes) {
  return guard([&] {
    at::NoGradGuard no_grad;
    at::Tensor target = borrow(handle);
    TORCH_CHECK(int64_t(target.nbytes()) == bytes, "the tensor holds ", target.nbytes(), " bytes, the buffer ", bytes);
    target.copy_(at::from_blob(const_cast<void*>(data), target.sizes(), at::TensorOptions().dtype(target.scalar_type())));
  });
}

SAIR_API int st_info(TensorHandle handle, int* dtype, int64_t* device, int* rank, int64_t* sizes, int64_t* strides, int capacity) {
  return guard([&] {
    TORCH_CHECK(handle, "undefined tensor");
    auto* tensor = static_cast<c10::TensorImpl*>(handle);
    *dtype = int(c10::typeMetaToScalarType(tensor->dtype()));
    auto where = tensor->device();
    *device = int64_t(uint8_t(where.type())) | (int64_t(where.index() + 1) << 8);
    auto shape = tensor->sizes();
    auto steps = tensor->strides();
    *rank = int(shape.size());
    TORCH_CHECK(*rank <= capacity, "tensors of rank ", *rank, " are not supported");
    for (int i = 0; i < *rank; i++) {
      sizes[i] = shape[i];
      if (strides) strides[i] = steps[i];
    }
  });
}

SAIR_API int st_item(TensorHandle handle, double* out) {
  return guard([&] { *out = borrow(handle).item().toDouble(); });
}
