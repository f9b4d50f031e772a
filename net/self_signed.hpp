// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include <boost/system/result.hpp>

namespace troupe::net {

/// Makes a self-signed certificate for `host` and its key (ECDSA P-256, valid
/// for 825 days, the key readable by its owner only). For `localhost` it is
/// valid for the loopback addresses too. Existing files are not touched: that
/// is an error, as is what else is wrong with the files.
boost::system::result<void, std::string>
make_self_signed(const std::string& host,
                 const std::filesystem::path& chain_path,
                 const std::filesystem::path& key_path);

} // namespace troupe::net
