// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace troupe::auth {

/// Whether the text is UTF-8 (RFC 3629) and free of NUL.
bool is_utf8_text(std::string_view text);

} // namespace troupe::auth
