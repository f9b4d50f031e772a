// SPDX-License-Identifier: Apache-2.0
// Apart, since <linux/tcp.h> cannot stand beside <netinet/tcp.h>.
#include "tests/net/tcp_segments.hpp"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace troupe::net::test {

unsigned data_segments_received(int socket) {
  tcp_info info{};
  socklen_t size = sizeof info;
  getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size);
  return info.tcpi_data_segs_in;
}

} // namespace troupe::net::test
