// SPDX-License-Identifier: Apache-2.0
#include <charconv>

#include <boost/asio/ip/address.hpp>

#include "net/listener.hpp"

namespace troupe::net {

namespace asio = boost::asio;
using boost::system::error_code;
using boost::system::result;

namespace {

bool parse_port(std::string_view digits, std::uint16_t& port) {
  const auto last = digits.data() + digits.size();
  const auto [end, why] = std::from_chars(digits.data(), last, port);
  return why == std::errc{} && end == last;
}

bool is_address(const std::string& text, bool bracketed) {
  error_code wrong;
  const auto parsed = asio::ip::make_address(text, wrong);
  return wrong ? text == "*" && !bracketed : parsed.is_v6() == bracketed;
}

} // namespace

bool endpoint::is_loopback() const {
  error_code not_an_address;
  const auto parsed = asio::ip::make_address(address, not_an_address);
  return !not_an_address && parsed.is_loopback();
}

result<endpoint, std::string> parse_endpoint(std::string_view text) {
  const auto wrong = [text] {
    return result<endpoint, std::string>{
        boost::system::in_place_error,
        "\"" + std::string{text}
            + "\": expected an address and a port, such as 127.0.0.1:5222, "
              "[::1]:5222 or *:5222"};
  };
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos)
    return wrong();
  auto address = text.substr(0, colon);
  const bool bracketed = address.starts_with('[') && address.ends_with(']');
  if (bracketed)
    address = address.substr(1, address.size() - 2);
  endpoint found{std::string{address}, 0};
  if (!parse_port(text.substr(colon + 1), found.port)
      || !is_address(found.address, bracketed))
    return wrong();
  return found;
}

std::string to_string(const endpoint& where) {
  const bool v6 = where.address.find(':') != std::string::npos;
  return (v6 ? "[" + where.address + "]" : where.address) + ":"
         + std::to_string(where.port);
}

} // namespace troupe::net
