// SPDX-License-Identifier: Apache-2.0
#include "net/tls_context.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "net/certificate.hpp"
#include "net/domain_name.hpp"
#include "net/openssl_ptr.hpp"
#include "net/tls_error.hpp"

namespace troupe::net {

struct tls_context::state {
  struct host {
    std::string name; // in A-labels
    ssl_ctx_ptr context;
    std::string end_point_hash;
  };

  /// The host of that name, else one whose certificate covers the name (a
  /// client may send the name it connected to), else the first.
  const host& find(const std::string& server_name) const {
    for (const auto& h : hosts)
      if (h.name == server_name)
        return h;
    for (const auto& h : hosts)
      if (!server_name.empty()
          && covers(*SSL_CTX_get0_certificate(h.context.get()), server_name))
        return h;
    return hosts.front();
  }

  std::vector<host> hosts; // never empty
  std::vector<certificate_facts> facts;
  std::vector<std::string> warnings;
};

namespace {

// RFC 9325 §4.2: for TLS 1.2 only ECDHE with AEAD.
constexpr auto ciphers_1_2 = "ECDHE-ECDSA-AES128-GCM-SHA256:"
                             "ECDHE-RSA-AES128-GCM-SHA256:"
                             "ECDHE-ECDSA-AES256-GCM-SHA384:"
                             "ECDHE-RSA-AES256-GCM-SHA384:"
                             "ECDHE-ECDSA-CHACHA20-POLY1305:"
                             "ECDHE-RSA-CHACHA20-POLY1305";
constexpr auto ciphers_1_3 = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:"
                             "TLS_CHACHA20_POLY1305_SHA256";
constexpr auto groups = "X25519:P-256:P-384";

// Length-prefixed, as it stands in the ALPN extension.
constexpr unsigned char alpn[] = "\x0bxmpp-client";

// Called only if the client offers something; without an overlap the alert is
// no_application_protocol (RFC 7301 §3.2, XEP-0368 §3).
int select_alpn(SSL*, const unsigned char** chosen, unsigned char* size,
                const unsigned char* offered, unsigned offered_size, void*) {
  unsigned char* match = nullptr;
  const int found = SSL_select_next_proto(&match, size, alpn, sizeof alpn - 1,
                                          offered, offered_size);
  *chosen = match;
  return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK
                                         : SSL_TLSEXT_ERR_ALERT_FATAL;
}

bool apply_settings(SSL_CTX* context) {
  SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION
                                   | SSL_OP_CIPHER_SERVER_PREFERENCE
                                   | SSL_OP_PRIORITIZE_CHACHA);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS
                                | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  // Sessions live in the ticket at the client, one each; no cache here.
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(context, 1);
  SSL_CTX_set_alpn_select_cb(context, select_alpn, nullptr);
  return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1
         && SSL_CTX_set_cipher_list(context, ciphers_1_2) == 1
         && SSL_CTX_set_ciphersuites(context, ciphers_1_3) == 1
         && SSL_CTX_set1_groups_list(context, groups) == 1;
}

bool use_pair(SSL_CTX* context, const certificate_pair& pair) {
  if (SSL_CTX_use_certificate(context, pair.leaf.get()) != 1
      || SSL_CTX_use_PrivateKey(context, pair.key.get()) != 1)
    return false;
  for (const auto& certificate : pair.intermediates)
    if (SSL_CTX_add1_chain_cert(context, certificate.get()) != 1)
      return false;
  return true;
}

boost::system::result<ssl_ctx_ptr, std::string>
make_context(const certificate_files& files, const certificate_pair& pair) {
  ERR_clear_error();
  ssl_ctx_ptr context{SSL_CTX_new(TLS_server_method())};
  if (!context || !apply_settings(context.get()))
    return "OpenSSL refuses the TLS settings: " + take_tls_reason();
  if (!use_pair(context.get(), pair))
    return files.chain.string() + ": OpenSSL refuses it (" + take_tls_reason()
           + "); use a certificate with RSA of 2048 bits or more, or ECDSA";
  return context;
}

} // namespace

boost::system::result<std::shared_ptr<const tls_context>, std::string>
tls_context::load(const std::vector<certificate_files>& files) {
  if (files.empty())
    return "no certificate is configured; give one host a certificate and key";
  auto made = std::make_unique<state>();
  for (const auto& each : files) {
    auto pair = read_pair(each);
    if (!pair)
      return pair.error();
    auto context = make_context(each, *pair);
    if (!context)
      return context.error();
    made->facts.push_back(facts_of(each.host, *pair->leaf));
    for (auto& text : warnings_about(each, *pair->leaf))
      made->warnings.push_back(std::move(text));
    made->hosts.push_back({to_a_labels(each.host), std::move(*context),
                           end_point_hash_of(*pair->leaf)});
  }
  return std::shared_ptr<const tls_context>(new tls_context(std::move(made)));
}

tls_context::tls_context(std::unique_ptr<state> s) : state_(std::move(s)) {
  const auto choose = +[](SSL* ssl, int*, void* hosts) {
    const char* name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
    const auto& host
        = static_cast<const state*>(hosts)->find(to_a_labels(name ? name : ""));
    SSL_set_SSL_CTX(ssl, host.context.get());
    return name ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
  };
  SSL_CTX_set_tlsext_servername_callback(native(), choose);
  SSL_CTX_set_tlsext_servername_arg(native(), state_.get());
}

tls_context::~tls_context() = default;

const std::vector<certificate_facts>& tls_context::certificates() const {
  return state_->facts;
}

const std::vector<std::string>& tls_context::warnings() const {
  return state_->warnings;
}

ssl_ctx_st* tls_context::native() const {
  return state_->hosts.front().context.get();
}

std::string tls_context::end_point_hash(const std::string& server_name) const {
  return state_->find(to_a_labels(server_name)).end_point_hash;
}

} // namespace troupe::net
