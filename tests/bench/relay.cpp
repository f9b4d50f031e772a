// SPDX-License-Identifier: Apache-2.0
// The least that any chat server must do: it lets everybody in, then passes on
// what one of a pair writes to the other, u0 and u1, u2 and u3, …, a write for
// each read. It parses and keeps nothing.
//   relay PORT [CERTIFICATE KEY]
// For troupe-load chat --auth plain, as the floor of comparisons: --tls none,
// or --tls direct if it has a certificate. Then it is TLS 1.3, without session
// tickets, and its handshake the floor for logins.
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

namespace {

constexpr std::string_view header
    = "<?xml version='1.0'?><stream:stream xmlns='jabber:client'"
      " xmlns:stream='http://etherx.jabber.org/streams' id='relay'"
      " from='localhost' version='1.0'>";

/// What a client says in its login, by its end, and what it is answered.
struct step {
  std::string_view awaited;
  std::string_view answer;
  bool has_header = false;
};

constexpr std::array steps{
    step{"/streams'>",
         "<stream:features><mechanisms"
         " xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN"
         "</mechanism></mechanisms></stream:features>",
         true},
    step{"</auth>", "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>"},
    step{"/streams'>",
         "<stream:features><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>"
         "</stream:features>",
         true},
    step{"</iq>", "<iq type='result' id='bind'/>"},
    step{"</iq>", "<iq type='result' id='settle'/>"}};

struct free_tls {
  void operator()(SSL* tls) const { SSL_free(tls); }
};

struct client {
  explicit client(int fd) : socket(fd) {}

  int socket;
  std::unique_ptr<SSL, free_tls> tls; ///< null: clear text
  std::size_t done = 0;               ///< steps of the login
  long number = -1;                   ///< of the account
  std::string said;                   ///< during the login
  std::string waiting;                ///< what the socket has not taken yet
};

std::array<char, 256 * 1024> buffer;
std::map<int, std::unique_ptr<client>> clients;
std::map<long, client*> by_number;
int poll_fd = -1;
SSL_CTX* context = nullptr; ///< null: clear text

/// As recv and send: -1 with EAGAIN if there is nothing to be had now. The
/// handshake goes on in either.
ssize_t as_system_call(const client& who, int result) {
  if (result > 0)
    return result;
  const auto why = SSL_get_error(who.tls.get(), result);
  errno = why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE ? EAGAIN
                                                                    : EPIPE;
  return why == SSL_ERROR_ZERO_RETURN ? 0 : -1;
}

ssize_t receive(client& from) {
  if (!from.tls)
    return recv(from.socket, buffer.data(), buffer.size(), 0);
  ERR_clear_error();
  return as_system_call(from,
                        SSL_read(from.tls.get(), buffer.data(), buffer.size()));
}

ssize_t transmit(client& to, std::string_view bytes) {
  if (!to.tls)
    return send(to.socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  ERR_clear_error();
  return as_system_call(to, SSL_write(to.tls.get(), bytes.data(),
                                      static_cast<int>(bytes.size())));
}

std::string from_base64(std::string_view text) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklm"
                                      "nopqrstuvwxyz0123456789+/";
  std::string out;
  unsigned bits = 0;
  int count = 0;
  for (const char each : text) {
    const auto digit = digits.find(each);
    if (digit == digits.npos)
      break;
    bits = bits << 6 | static_cast<unsigned>(digit);
    if ((count += 6) >= 8)
      out += static_cast<char>(bits >> (count -= 8) & 255);
  }
  return out;
}

/// The number in the account's name; PLAIN is "\0NAME\0PASSWORD".
long number_in(const std::string& said) {
  const auto begin = said.find('>', said.find("<auth")) + 1;
  const auto plain = from_base64(std::string_view{said}.substr(begin));
  const auto digit = plain.find_first_of("0123456789");
  return digit == plain.npos ? -1 : std::atol(plain.c_str() + digit);
}

void watch(client& who, bool wants_write) {
  epoll_event event{};
  event.events = EPOLLIN | (wants_write ? EPOLLOUT : 0U);
  event.data.ptr = &who;
  epoll_ctl(poll_fd, EPOLL_CTL_MOD, who.socket, &event);
}

void write_to(client& to, std::string_view bytes) {
  if (to.waiting.empty()) {
    const auto sent = transmit(to, bytes);
    bytes.remove_prefix(sent > 0 ? static_cast<std::size_t>(sent) : 0);
    if (!bytes.empty())
      watch(to, true);
  }
  to.waiting += bytes;
}

void write_waiting(client& to) {
  const auto bytes = std::exchange(to.waiting, {});
  watch(to, false);
  write_to(to, bytes);
}

void log_in(client& who, std::string_view bytes) {
  who.said += bytes;
  while (who.done < steps.size()) {
    const auto& next = steps[who.done];
    const auto at = who.said.find(next.awaited);
    if (at == std::string::npos)
      return;
    if (next.awaited == "</auth>") {
      who.number = number_in(who.said);
      by_number[who.number] = &who;
    }
    who.said.erase(0, at + next.awaited.size());
    write_to(who, std::string{next.has_header ? header : ""}
                      + std::string{next.answer});
    ++who.done;
  }
}

void forget(client& who) {
  if (by_number[who.number] == &who)
    by_number.erase(who.number);
  close(who.socket);
  clients.erase(who.socket);
}

void take(client& who, std::string_view bytes) {
  if (who.done < steps.size())
    return log_in(who, bytes);
  if (const auto other = by_number.find(who.number ^ 1);
      other != by_number.end())
    write_to(*other->second, bytes);
}

void read_from(client& who) {
  do {
    const auto size = receive(who);
    if (size < 0 && errno == EAGAIN)
      return;
    if (size <= 0)
      return forget(who);
    take(who, {buffer.data(), static_cast<std::size_t>(size)});
  } while (who.tls && SSL_has_pending(who.tls.get()) == 1);
}

int listen_at(std::uint16_t port) {
  const int yes = 1;
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0
      || listen(fd, 1000) != 0) {
    std::perror("relay");
    return -1;
  }
  return fd;
}

/// @returns whether the pair can be used
bool encrypt_with(const char* certificate, const char* key) {
  context = SSL_CTX_new(TLS_server_method());
  SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
  SSL_CTX_set_num_tickets(context, 0);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_read_ahead(context, 1); // a record by one system call
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE
                                | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER
                                | SSL_MODE_RELEASE_BUFFERS);
  return SSL_CTX_use_certificate_chain_file(context, certificate) == 1
         && SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) == 1;
}

void accept_all(int listener) {
  const int yes = 1;
  for (int fd = 0;
       (fd = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK)) >= 0;) {
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    auto& made = clients[fd] = std::make_unique<client>(fd);
    if (context) {
      made->tls.reset(SSL_new(context));
      SSL_set_fd(made->tls.get(), fd);
      SSL_set_accept_state(made->tls.get());
    }
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = made.get();
    epoll_ctl(poll_fd, EPOLL_CTL_ADD, fd, &event);
  }
}

} // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN); // OpenSSL writes without MSG_NOSIGNAL
  const bool is_usable
      = argc == 2 || (argc == 4 && encrypt_with(argv[2], argv[3]));
  const int listener
      = is_usable ? listen_at(static_cast<std::uint16_t>(std::atoi(argv[1])))
                  : -1;
  if (listener < 0) {
    std::fputs("usage: relay PORT [CERTIFICATE KEY], of the loopback"
               " interface\n",
               stderr);
    return 2;
  }
  poll_fd = epoll_create1(0);
  epoll_event event{};
  event.events = EPOLLIN;
  epoll_ctl(poll_fd, EPOLL_CTL_ADD, listener, &event);
  std::array<epoll_event, 256> events;
  for (;;) {
    const int count = epoll_wait(poll_fd, events.data(), events.size(), -1);
    for (int i = 0; i < count; ++i) {
      auto* who = static_cast<client*>(events[i].data.ptr);
      if (!who)
        accept_all(listener);
      else if (events[i].events & EPOLLOUT)
        write_waiting(*who);
      else
        read_from(*who);
    }
  }
}
