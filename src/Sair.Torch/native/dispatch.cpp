// One boxed call through the c10 dispatcher reaches every ATen and custom operator, autograd included.
#include "abi.h"

#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/stack.h>

#include <algorithm>
#include <memory>
#include <vector>

namespace {

using c10::IValue;
using sair::borrow;
using sair::guard;
using sair::TensorHandle;

// Keep in step with Interop/NativeValue.cs.
enum Tag : int32_t { kNone, kTensor, kInt, kDouble, kBool, kInts, kDoubles, kTensors, kString, kDefault };

struct Value {
  int32_t tag;
  int32_t count;
  union {
    int64_t integer;
    double number;
    void* pointer;
  };
};
static_assert(sizeof(Value) == 16, "the managed struct has 16 bytes");

enum class Kind : uint8_t { Other, Float, Int, Bool, Number, Device, String, Ints, Floats, Bools, Tensors, OptionalTensors };

struct Operator {
  c10::OperatorHandle handle;
  std::vector<Kind> kinds;
  std::vector<int> fixed_length;
  std::vector<IValue> defaults;
  std::vector<bool> has_default;
  std::string schema;
};

Kind kind_of(const c10::TypePtr& declared) {
  c10::TypePtr type = declared;
  if (auto optional = type->cast<c10::OptionalType>()) type = optional->getElementType();
  switch (type->kind()) {
    case c10::TypeKind::FloatType: return Kind::Float;
    case c10::TypeKind::IntType: return Kind::Int;
    case c10::TypeKind::SymIntType: return Kind::Int;
    case c10::TypeKind::BoolType: return Kind::Bool;
    case c10::TypeKind::NumberType: return Kind::Number;
    case c10::TypeKind::DeviceObjType: return Kind::Device;
    case c10::TypeKind::StringType: return Kind::String;
    case c10::TypeKind::ListType:
      switch (type->castRaw<c10::ListType>()->getElementType()->kind()) {
        case c10::TypeKind::IntType: return Kind::Ints;
        case c10::TypeKind::SymIntType: return Kind::Ints;
        case c10::TypeKind::FloatType: return Kind::Floats;
        case c10::TypeKind::BoolType: return Kind::Bools;
        case c10::TypeKind::TensorType: return Kind::Tensors;
        case c10::TypeKind::OptionalType: return Kind::OptionalTensors;
        default: return Kind::Other;
      }
    default: return Kind::Other;
  }
}

IValue ints_value(Kind kind, const int64_t* data, int count) {
  if (kind == Kind::Bools) {
    c10::List<bool> list;
    list.reserve(count);
    for (int i = 0; i < count; i++) list.push_back(data[i] != 0);
    return list;
  }
  if (kind == Kind::Floats) {
    c10::List<double> list;
    list.reserve(count);
    for (int i = 0; i < count; i++) list.push_back(double(data[i]));
    return list;
  }
  return at::IntArrayRef(data, count);
}

IValue tensors_value(Kind kind, TensorHandle const* data, int count) {
  if (kind == Kind::OptionalTensors) {
    c10::List<Optional<at::Tensor>> list;
    list.reserve(count);
    for (int i = 0; i < count; i++) list.push_back(data[i] ? Optional<at::Tensor>(borrow(data[i])) : Optional<at::Tensor>());
    return list;
  }
  c10::List<at::Tensor> list;
  list.reserve(count);
  for (int i = 0; i < count; i++) list.push_back(borrow(data[i]));
  return list;
}

IValue to_ivalue(const Operator& op, size_t position, const Value& value) {
  const Kind kind = op.kinds[position];
  switch (value.tag) {
    case kNone: return {};
    case kTensor: return borrow(value.pointer);
    case kInt:
      switch (kind) {
        case Kind::Float: return double(value.integer);
        case Kind::Bool: return value.integer != 0;
        case Kind::Device: return sair::device_of(value.integer);
        case Kind::Ints: {
          std::vector<int64_t> repeated(std::max(1, op.fixed_length[position]), value.integer);
          return ints_value(kind, repeated.data(), int(repeated.size()));
        }
        default: return value.integer;
      }
    case kDouble:
      TORCH_CHECK(kind == Kind::Float || kind == Kind::Number, "argument ", position, " of ", op.schema, " is not a floating-point number");
      return value.number;
    case kBool: return value.integer != 0;
    case kInts: return ints_value(kind, static_cast<const int64_t*>(value.pointer), value.count);
    case kDoubles: return at::ArrayRef<double>(static_cast<const double*>(value.pointer), value.count);
    case kTensors: return tensors_value(kind, static_cast<TensorHandle const*>(value.pointer), value.count);
    case kString: return std::string(static_cast<const char*>(value.pointer), value.count);
    case kDefault:
      TORCH_CHECK(op.has_default[position], "argument ", position, " of ", op.schema, " has no default");
      return op.defaults[position];
  }
  TORCH_CHECK(false, "unknown argument tag ", value.tag);
}

struct Outputs {
  Value* values;
  int capacity;
  int count = 0;

  Value& next() {
    TORCH_CHECK(count < capacity, "the operator returns more than ", capacity, " values");
    values[count].count = 0;
    return values[count++];
  }

  void add(at::Tensor tensor) {
    Value& value = next();
    value.tag = kTensor;
    value.pointer = sair::give(std::move(tensor));
  }

  void add(IValue result) {
    if (result.isTensor()) return add(std::move(result).toTensor());
    if (result.isTensorList()) {
      for (auto& tensor : result.toTensorVector()) add(tensor);
      return;
    }
    Value& value = next();
    if (result.isInt()) {
      value.tag = kInt;
      value.integer = result.toInt();
    } else if (result.isBool()) {
      value.tag = kBool;
      value.integer = result.toBool();
    } else if (result.isDouble()) {
      value.tag = kDouble;
      value.number = result.toDouble();
    } else {
      TORCH_CHECK(false, "unsupported result type ", result.tagKind());
    }
  }
};

}  // namespace

// The operator stays for the life of the process; callers cache it.
SAIR_API int st_operator(const char* name, const char* overload, void** out) {
  return guard([&] {
    auto handle = c10::Dispatcher::singleton().findSchemaOrThrow(name, overload);
    auto op = std::make_unique<Operator>(Operator{handle, {}, {}, {}, {}, c10::toString(handle.schema())});
    for (auto& argument : handle.schema().arguments()) {
      op->kinds.push_back(kind_of(argument.type()));
      op->fixed_length.push_back(argument.N() ? *argument.N() : 0);
      op->has_default.push_back(argument.default_value().has_value());
      op->defaults.push_back(argument.default_value() ? *argument.default_value() : IValue());
    }
    *out = op.release();
  });
}

SAIR_API const char* st_operator_schema(void* op) { return static_cast<Operator*>(op)->schema.c_str(); }

SAIR_API int st_call(void* opaque, const Value* arguments, int count, Value* results, int capacity, int* result_count) {
  return guard([&] {
    auto& op = *static_cast<Operator*>(opaque);
    const size_t arity = op.kinds.size();
    TORCH_CHECK(size_t(count) <= arity, "too many arguments for ", op.schema);
    // The stack is kept between calls; swapping it out keeps nested calls from custom operators safe.
    thread_local torch::jit::Stack spare;
    torch::jit::Stack stack;
    stack.swap(spare);
    stack.clear();
    stack.reserve(arity);
    for (int i = 0; i < count; i++) stack.emplace_back(to_ivalue(op, i, arguments[i]));
    for (size_t i = count; i < arity; i++) {
      TORCH_CHECK(op.has_default[i], "missing argument ", i, " of ", op.schema);
      stack.emplace_back(op.defaults[i]);
    }
    op.handle.callBoxed(&stack);
    Outputs outputs{results, capacity};
    for (auto& result : stack) outputs.add(std::move(result));
    *result_count = outputs.count;
    stack.clear();
    stack.swap(spare);
  });
}
