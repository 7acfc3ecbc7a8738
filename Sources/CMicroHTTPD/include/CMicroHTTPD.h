#pragma once
// libmicrohttpd, opened when the first gateway is: the encryption of TLS comes with it.
#include <microhttpd.h>
#include <stdint.h>
#include <stddef.h>

/// NULL when the library is there, else what is wrong and how to mend it.
const char *cm_fault(void);

/// Empty where the library is not there.
const char *cm_version(void);

/// What a server is started with. MHD_start_daemon is variadic, so Swift does not import it.
struct cm_settings {
  /// Bound and listening.
  int listen_socket;
  unsigned int threads;
  unsigned int connections;
  /// 0 for as many as there are connections.
  unsigned int connections_per_address;
  /// Seconds without a byte after which a connection is closed.
  unsigned int idle_seconds;
  /// Bytes for the request's head, and for a piece of its body.
  size_t memory_per_connection;
  /// Both NULL for plain HTTP; PEM text, ended by a zero byte, that must outlive the server.
  const char *certificate;
  const char *key;
};

struct MHD_Daemon *cm_start(const struct cm_settings *settings, void *context, MHD_AccessHandlerCallback handler,
                            void *(*begin)(void *, const char *, struct MHD_Connection *),
                            size_t (*unescape)(void *, struct MHD_Connection *, char *),
                            MHD_RequestCompletedCallback completed, MHD_NotifyConnectionCallback connected);

/// What was put beside a connection when it began; NULL before that.
void *cm_connection_context(struct MHD_Connection *connection);

int cm_connection_socket(struct MHD_Connection *connection);

const char *cm_header(struct MHD_Connection *connection, const char *name);

int cm_headers(struct MHD_Connection *connection, MHD_KeyValueIteratorN each, void *context);

struct MHD_Response *cm_response(const void *bytes, size_t count);

struct MHD_Response *cm_stream(size_t block, MHD_ContentReaderCallback read, void *context, MHD_ContentReaderFreeCallback done);

ssize_t cm_end_of_stream(void);

/// Whether the library was built with encryption.
int cm_has_tls(void);
