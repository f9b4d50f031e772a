// SPDX-License-Identifier: Apache-2.0
#include "actors/auth/hashing_pool.hpp"

#include <utility>

#include "actors/base/job_threads.hpp"

namespace troupe::auth {

namespace {

class hashing_threads final : public hashing_pool {
public:
  // Nobody waits for a login any more when the server ends.
  explicit hashing_threads(std::size_t count)
      : threads_(count, base::job_threads::at_end::drop) {}

  void submit(job work) override { threads_.submit(std::move(work)); }

private:
  base::job_threads threads_;
};

class direct_hashing final : public hashing_pool {
public:
  void submit(job work) override { work(); }
};

} // namespace

std::unique_ptr<hashing_pool> make_hashing_threads(std::size_t threads) {
  return std::make_unique<hashing_threads>(threads);
}

std::unique_ptr<hashing_pool> make_direct_hashing() {
  return std::make_unique<direct_hashing>();
}

} // namespace troupe::auth
