// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/host/ad_hoc.hpp"
#include "actors/part/catalogue.hpp"

namespace troupe::host {

/// Service Discovery, XEP-0030 2.5.0, of the domain: what the cards say. The
/// node of the server's own caps (XEP-0115 §6.2) is answered the same way,
/// those of commands as `ad_hoc_info` and `ad_hoc_items` have it.
class disco : public part::host_part {
public:
  static part::card about();
  static void declare(part::host_declaration<disco>& d);
  explicit disco(part::host_context& context) : context_(context) {}

  void info(const part::iq_request& request);
  void items(const part::iq_request& request);

private:
  void answer(const xml::stanza& iq, ad_hoc_disco told);

  part::host_context& context_;
};

} // namespace troupe::host
