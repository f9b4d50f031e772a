// SPDX-License-Identifier: Apache-2.0
#include "net/http_client.hpp"

#include <charconv>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>

namespace troupe::net {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;
using answer_or_text = boost::system::result<http_answer, std::string>;

namespace {

constexpr std::size_t longest_answer = std::size_t{64} * 1024;

answer_or_text failed(const std::string& why) {
  return {boost::system::in_place_error, why};
}

/// One request on a connection of its own. Each step is started and waited
/// for, since only what is asynchronous has a time limit in Beast.
class exchange {
public:
  exchange(const http_url& where, const http_post_options& options)
      : where_(where), options_(options) {}

  answer_or_text post(std::string body) {
    beast::tcp_stream plain{loop_};
    if (auto why = connect(plain))
      return failed("cannot connect: " + why.message());
    if (!where_.secure)
      return exchanged(plain, plain, std::move(body));
    asio::ssl::context trust{asio::ssl::context::tls_client};
    if (auto why = trusts(trust))
      return failed("certificates to trust: " + why.message());
    beast::ssl_stream<beast::tcp_stream> secure{std::move(plain), trust};
    if (auto why = handshake(secure))
      return failed("TLS: " + why.message());
    return exchanged(secure, secure.next_layer(), std::move(body));
  }

private:
  /// @param start starts an operation with the handler that it is given
  template <class Start>
  error_code wait_for(Start start) {
    error_code came = asio::error::timed_out;
    start([&came](error_code why, auto&&...) { came = why; });
    loop_.restart();
    loop_.run();
    return came;
  }

  error_code connect(beast::tcp_stream& stream) {
    tcp::resolver resolver{loop_};
    tcp::resolver::results_type found;
    const auto unknown = wait_for([&](auto handler) {
      resolver.async_resolve(
          where_.host, where_.port,
          [&found, handler](error_code why, tcp::resolver::results_type all) {
            found = std::move(all);
            handler(why);
          });
    });
    if (unknown)
      return unknown;
    stream.expires_after(options_.limit);
    return wait_for(
        [&](auto handler) { stream.async_connect(found, handler); });
  }

  error_code trusts(asio::ssl::context& trust) const {
    error_code why;
    trust.set_verify_mode(asio::ssl::verify_peer, why);
    if (!why && options_.trusted.empty())
      trust.set_default_verify_paths(why);
    else if (!why)
      trust.add_certificate_authority(asio::buffer(options_.trusted), why);
    return why;
  }

  error_code handshake(beast::ssl_stream<beast::tcp_stream>& stream) {
    error_code why;
    stream.set_verify_callback(asio::ssl::host_name_verification{where_.host},
                               why);
    if (why)
      return why;
    // RFC 6066 §3: an address is no server name.
    error_code is_name;
    asio::ip::make_address(where_.host, is_name);
    if (is_name
        && SSL_set_tlsext_host_name(stream.native_handle(), where_.host.c_str())
               != 1)
      return asio::error::invalid_argument;
    stream.next_layer().expires_after(options_.limit);
    return wait_for([&](auto handler) {
      stream.async_handshake(asio::ssl::stream_base::client, handler);
    });
  }

  std::string authority() const {
    const bool v6 = where_.host.find(':') != std::string::npos;
    const bool usual = where_.port == (where_.secure ? "443" : "80");
    return (v6 ? "[" + where_.host + "]" : where_.host)
           + (usual ? "" : ":" + where_.port);
  }

  template <class Stream>
  answer_or_text exchanged(Stream& stream, beast::tcp_stream& timed,
                           std::string body) {
    http::request<http::string_body> request{http::verb::post, where_.target,
                                             11};
    request.set(http::field::host, authority());
    request.set(http::field::content_type, options_.content_type);
    request.set(http::field::user_agent, "troupe");
    request.set(http::field::connection, "close");
    request.body() = std::move(body);
    request.prepare_payload();
    timed.expires_after(options_.limit);
    // An answer may come before all is sent; then the sending fails.
    const auto unsent = wait_for(
        [&](auto handler) { http::async_write(stream, request, handler); });
    beast::flat_buffer buffer;
    http::response_parser<http::string_body> parser;
    parser.body_limit(longest_answer);
    timed.expires_after(options_.limit);
    const auto unread = wait_for([&](auto handler) {
      http::async_read(stream, buffer, parser, handler);
    });
    if (unread)
      return failed(unsent ? "cannot send: " + unsent.message()
                           : "no answer: " + unread.message());
    return read(parser.release());
  }

  static answer_or_text read(http::response<http::string_body> came) {
    http_answer answer;
    answer.status = came.result_int();
    const auto told = came[http::field::retry_after];
    unsigned seconds = 0;
    const auto [end, why]
        = std::from_chars(told.data(), told.data() + told.size(), seconds);
    if (why == std::errc{} && end == told.data() + told.size())
      answer.retry_after = std::chrono::seconds{seconds};
    answer.body = std::move(came.body());
    return answer;
  }

  const http_url& where_;
  const http_post_options& options_;
  asio::io_context loop_{1};
};

} // namespace

answer_or_text http_post(const http_url& where, std::string body,
                         const http_post_options& options) {
  try {
    return exchange{where, options}.post(std::move(body));
  } catch (const std::exception& fault) { // Asio's constructors throw
    return failed(fault.what());
  }
}

} // namespace troupe::net
