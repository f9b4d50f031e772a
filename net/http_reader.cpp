// SPDX-License-Identifier: Apache-2.0
// Beast is compiled here, and nowhere else.
#include "net/http_reader.hpp"

#include <algorithm>
#include <array>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

namespace troupe::net {

namespace http = boost::beast::http;
using boost::system::error_code;

namespace {

using message = http::request<http::string_body>;
using parser = http::request_parser<http::string_body>;

constexpr std::array<std::string_view, 7> known_methods{
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};

bool has_length(const message& m) {
  return m.count(http::field::content_length) != 0
         || m.count(http::field::transfer_encoding) != 0;
}

bool wants_length(std::string_view method) {
  return method == "POST" || method == "PUT" || method == "PATCH";
}

bool is_chunked_only(const message& m) {
  return m.count(http::field::transfer_encoding) == 1
         && http::token_list{m[http::field::transfer_encoding]}.exists(
             "chunked")
         && m[http::field::transfer_encoding].find(',')
                == boost::beast::string_view::npos;
}

/// What is wrong with a head that can be parsed; 0 if nothing.
unsigned fault_of_head(const message& m, const http_size_limits& limits) {
  const std::string_view method{m.method_string()};
  const auto hosts = m.count(http::field::host);
  if (m.target().size() > limits.target)
    return 414;
  if (hosts > 1 || (m.version() >= 11 && hosts == 0))
    return 400; // RFC 9112 §3.2
  if (std::ranges::find(known_methods, method) == known_methods.end())
    return 501;
  if (m.count(http::field::transfer_encoding) != 0) {
    if (m.version() < 11)
      return 400; // RFC 9112 §6.1
    if (!is_chunked_only(m))
      return 501;
  }
  if (wants_length(method) && !has_length(m))
    return 411;
  if (m.count(http::field::expect) != 0
      && !boost::beast::iequals(m[http::field::expect], "100-continue"))
    return 417;
  return 0;
}

unsigned fault_of(const error_code& why, const message& so_far) {
  if (why == http::error::body_limit)
    return 413;
  if (why == http::error::header_limit)
    return so_far.target().empty() ? 414 : 431;
  if (why == http::error::bad_version)
    return 505;
  return 400;
}

/// RFC 9110 §10.1.1: some bytes of the body say that it does not.
bool waits_to_go_on(const message& m) {
  return m.count(http::field::expect) != 0 && m.version() >= 11
         && m.body().empty();
}

std::string lower(std::string_view text) {
  std::string made{text};
  for (auto& c : made)
    if (c >= 'A' && c <= 'Z')
      c = static_cast<char>(c - 'A' + 'a');
  return made;
}

} // namespace

struct http_reader::parsing {
  explicit parsing(const http_size_limits& limits) {
    from.eager(true);
    from.header_limit(static_cast<std::uint32_t>(limits.header));
    from.body_limit(limits.body);
  }

  parser from;
  http_target target;
  std::size_t taken = 0; ///< bytes
  bool judged = false;   ///< the head is
};

http_reader::http_reader(const http_size_limits& limits)
    : now_(std::make_unique<parsing>(limits)), limits_(limits) {
}

http_reader::~http_reader() = default;

http_reader::state http_reader::read(std::string& bytes) {
  auto& from = now_->from;
  const auto fail = [this](unsigned status) {
    fault_ = status;
    return state::wrong;
  };
  // An empty line may come before a request (RFC 9112 §2.2).
  if (now_->taken == 0)
    bytes.erase(0, std::min(bytes.find_first_not_of("\r\n"), bytes.size()));
  error_code why;
  if (!bytes.empty()) {
    const auto used
        = from.put(boost::asio::buffer(bytes.data(), bytes.size()), why);
    bytes.erase(0, used);
    now_->taken += used;
  }
  const auto& m = from.get();
  if (why && why != http::error::need_more)
    return fail(fault_of(why, m));
  if (!from.is_header_done())
    return now_->taken + bytes.size() > limits_.header
               ? fail(fault_of(http::error::header_limit, m))
               : state::more;
  const bool fresh = !std::exchange(now_->judged, true);
  if (fresh)
    if (auto wrong = judge())
      return fail(wrong);
  if (from.is_done())
    return state::whole;
  return fresh && waits_to_go_on(m) ? state::hesitant : state::more;
}

unsigned http_reader::judge() {
  const auto& m = now_->from.get();
  if (auto wrong = fault_of_head(m, limits_))
    return wrong;
  auto target = parse_target(std::string_view{m.target()});
  if (!target)
    return 400;
  now_->target = std::move(*target);
  return 0;
}

http_request http_reader::take() {
  const auto ended = std::exchange(now_, std::make_unique<parsing>(limits_));
  auto m = ended->from.release();
  keep_alive_ = m.keep_alive();
  http_request made;
  made.method = std::string_view{m.method_string()};
  made.path = std::move(ended->target.path);
  made.query = std::move(ended->target.query);
  for (const auto& each : m)
    made.headers.emplace_back(lower(std::string_view{each.name_string()}),
                              std::string_view{each.value()});
  // RFC 9112 §3.2.2: the target's authority counts.
  if (!ended->target.authority.empty())
    for (auto& [name, value] : made.headers)
      if (name == "host")
        value = ended->target.authority;
  made.body = std::move(m.body());
  return made;
}

unsigned http_reader::fault() const {
  return fault_;
}

bool http_reader::keep_alive() const {
  return keep_alive_;
}

bool http_reader::begun() const {
  return now_->taken != 0;
}

} // namespace troupe::net
