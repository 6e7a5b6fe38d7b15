// TorchSharp hands an operator the address of a scalar and keeps nothing of it: its managed part may be collected, and its finalizer may
// free the native part, before the operator has read it. So it is not freed at once here but a second later. .NET looks for TorchSharp's
// functions in this library first, which needs TorchSharp's own, and so finds this one in its place.
#include <dlfcn.h>

#include <chrono>
#include <deque>
#include <mutex>
#include <utility>

#include "operators.h"

namespace {

using Clock = std::chrono::steady_clock;
using Free = void (*)(void*);

constexpr auto kKept = std::chrono::seconds(1);
constexpr char kName[] = "THSTorch_dispose_scalar";

// Null only where there is no TorchSharp; then nothing can come here either.
Free find_original() {
  void* binding = dlopen("libLibTorchSharp.so", RTLD_LAZY | RTLD_NOLOAD);
  return binding ? reinterpret_cast<Free>(dlsym(binding, kName)) : nullptr;
}

// Never destroyed: finalizers run until the process ends.
struct Waiting {
  std::mutex mutex;
  std::deque<std::pair<Clock::time_point, void*>> scalars;
  Free original = find_original();
};

Waiting& waiting() {
  static Waiting& instance = *new Waiting;
  return instance;
}

}  // namespace

SAIR_EXPORT void THSTorch_dispose_scalar(void* scalar) {
  Waiting& all = waiting();
  if (!all.original) return;
  const auto now = Clock::now();
  const std::lock_guard<std::mutex> lock(all.mutex);
  all.scalars.emplace_back(now, scalar);
  while (now - all.scalars.front().first > kKept) {
    all.original(all.scalars.front().second);
    all.scalars.pop_front();
  }
}
