// SPDX-License-Identifier: Apache-2.0
// Beast is compiled here, and nowhere else.
#include "net/http_reader.hpp"

#include <algorithm>
#include <array>
#include <functional>

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

bool is_control(char c) {
  return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F;
}

bool wants_length(std::string_view method) {
  return method == "POST" || method == "PUT" || method == "PATCH";
}

bool is_chunked_only(const message& m) {
  return m.count(http::field::transfer_encoding) == 1
         && boost::beast::iequals(m[http::field::transfer_encoding], "chunked");
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

/// RFC 9112 §5.2: whether a line of the head goes on in the next one. Not all
/// read that in the same way, so it is refused. `within` it: the first line
/// has been taken already.
bool is_folded(std::string_view bytes, bool within) {
  if (within && bytes.starts_with("\r\n"))
    return false; // its end
  const auto head = bytes.substr(0, bytes.find("\r\n\r\n"));
  return head.find("\r\n ") != head.npos || head.find("\r\n\t") != head.npos;
}

/// The shortest end of a body in chunks, "0" and two ends of lines. Beast wants
/// to see all of it at once.
constexpr std::size_t shortest_end = 5;

} // namespace

struct http_reader::parsing {
  explicit parsing(const http_size_limits& limits) {
    from.header_limit(static_cast<std::uint32_t>(limits.header));
    from.body_limit(limits.body);
    from.on_chunk_header(extensions);
  }

  /// RFC 9112 §7.1.1: quoted texts have no control characters. Who takes a line
  /// feed there for the end of the line would see another body.
  std::function<void(std::uint64_t, boost::beast::string_view, error_code&)>
      extensions = [](auto, auto text, auto& why) {
        if (std::ranges::any_of(text, is_control))
          why = http::error::bad_chunk_extension;
      };
  parser from;
  http_target target;
  http_fields headers; ///< of the head, without trailers
  bool keep_alive = false;
  std::size_t taken = 0; ///< bytes
  std::size_t head = 0;  ///< those of the head
};

http_reader::http_reader(const http_size_limits& limits)
    : now_(std::make_unique<parsing>(limits)), limits_(limits) {
}

http_reader::~http_reader() = default;

http_reader::state http_reader::fail(unsigned status) {
  fault_ = status;
  return state::wrong;
}

http_reader::state http_reader::read(std::string& bytes) {
  const auto& from = now_->from;
  // An empty line may come before a request (RFC 9112 §2.2).
  if (now_->taken == 0)
    bytes.erase(0, std::min(bytes.find_first_not_of("\r\n"), bytes.size()));
  const bool had_head = from.is_header_done();
  if (!had_head)
    if (const auto came = read_head(bytes); came != state::whole)
      return came;
  if (from.is_done())
    return state::whole;
  if (auto wrong = read_body(bytes))
    return fail(wrong);
  if (from.is_done())
    return state::whole;
  return !had_head && bytes.empty() && waits_to_go_on(from.get())
             ? state::hesitant
             : state::more;
}

/// What is wrong with the bytes; 0 if nothing.
unsigned http_reader::feed(std::string& bytes) {
  if (bytes.empty())
    return 0;
  auto& from = now_->from;
  error_code why;
  const auto used
      = from.put(boost::asio::buffer(bytes.data(), bytes.size()), why);
  bytes.erase(0, used);
  now_->taken += used;
  return why && why != http::error::need_more ? fault_of(why, from.get()) : 0;
}

/// `whole`: the head is there, and is taken.
http_reader::state http_reader::read_head(std::string& bytes) {
  auto& from = now_->from;
  if (is_folded(bytes, now_->taken != 0))
    return fail(400);
  if (auto wrong = feed(bytes))
    return fail(wrong);
  if (!from.is_header_done())
    return now_->taken + bytes.size() > limits_.header
               ? fail(fault_of(http::error::header_limit, from.get()))
               : state::more;
  if (auto wrong = judge())
    return fail(wrong);
  from.eager(true); // whatever is there of the body
  now_->head = now_->taken;
  return state::whole;
}

/// RFC 9112 §7.1: what chunks have besides their content is bounded, too: all
/// extensions and trailers may be as long as a head, and a chunk of one byte
/// has five more around it. 0 if nothing is wrong.
unsigned http_reader::read_body(std::string& bytes) {
  constexpr std::size_t around_a_byte = 8;
  const auto& from = now_->from;
  if (from.chunked() && bytes.size() < shortest_end)
    return 0;
  if (auto wrong = feed(bytes))
    return wrong;
  if (!from.chunked() || from.is_done())
    return 0;
  const auto content = from.get().body().size();
  const auto rest = now_->taken - now_->head - content + bytes.size();
  return rest > limits_.header + around_a_byte * content ? 431 : 0;
}

/// What comes behind a body (RFC 9110 §6.5.1) is none of the fields that were
/// judged here, so it is not taken for one of them.
unsigned http_reader::judge() {
  const auto& m = now_->from.get();
  if (auto wrong = fault_of_head(m, limits_))
    return wrong;
  auto target = parse_target(std::string_view{m.target()});
  if (!target)
    return 400;
  now_->target = std::move(*target);
  now_->keep_alive = m.keep_alive();
  for (const auto& each : m)
    now_->headers.emplace_back(lower(std::string_view{each.name_string()}),
                               std::string_view{each.value()});
  return 0;
}

http_request http_reader::take() {
  const auto ended = std::exchange(now_, std::make_unique<parsing>(limits_));
  auto m = ended->from.release();
  keep_alive_ = ended->keep_alive;
  http_request made;
  made.method = std::string_view{m.method_string()};
  made.path = std::move(ended->target.path);
  made.query = std::move(ended->target.query);
  made.headers = std::move(ended->headers);
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
