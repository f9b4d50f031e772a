// SPDX-License-Identifier: Apache-2.0
// Asio's streams over OpenSSL, once for all, as asio.cpp has the rest.
#include <boost/asio/ssl/impl/src.hpp>
