#pragma once
#include <microhttpd.h>
#include <stdint.h>
#include <stddef.h>

static inline const char *cm_version(void) { return MHD_get_version(); }

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

static inline struct MHD_Daemon *cm_start(const struct cm_settings *settings, void *context,
                                          MHD_AccessHandlerCallback handler,
                                          void *(*begin)(void *, const char *, struct MHD_Connection *),
                                          size_t (*unescape)(void *, struct MHD_Connection *, char *),
                                          MHD_RequestCompletedCallback completed,
                                          MHD_NotifyConnectionCallback connected) {
  struct MHD_OptionItem items[16];
  int count = 0;
#define CM_OPTION(o, v, p) items[count++] = (struct MHD_OptionItem){(o), (intptr_t)(v), (void *)(p)}
  CM_OPTION(MHD_OPTION_LISTEN_SOCKET, settings->listen_socket, NULL);
  CM_OPTION(MHD_OPTION_CONNECTION_LIMIT, settings->connections, NULL);
  CM_OPTION(MHD_OPTION_CONNECTION_TIMEOUT, settings->idle_seconds, NULL);
  CM_OPTION(MHD_OPTION_CONNECTION_MEMORY_LIMIT, settings->memory_per_connection, NULL);
  if (settings->connections_per_address > 0)
    CM_OPTION(MHD_OPTION_PER_IP_CONNECTION_LIMIT, settings->connections_per_address, NULL);
  if (settings->threads > 1) CM_OPTION(MHD_OPTION_THREAD_POOL_SIZE, settings->threads, NULL);
  CM_OPTION(MHD_OPTION_URI_LOG_CALLBACK, begin, context);
  CM_OPTION(MHD_OPTION_UNESCAPE_CALLBACK, unescape, context);
  CM_OPTION(MHD_OPTION_NOTIFY_COMPLETED, completed, context);
  CM_OPTION(MHD_OPTION_NOTIFY_CONNECTION, connected, context);
  unsigned int flags = MHD_USE_EPOLL | MHD_USE_INTERNAL_POLLING_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC;
  if (settings->certificate) {
    flags |= MHD_USE_TLS;
    CM_OPTION(MHD_OPTION_HTTPS_MEM_CERT, 0, settings->certificate);
    CM_OPTION(MHD_OPTION_HTTPS_MEM_KEY, 0, settings->key);
  }
  CM_OPTION(MHD_OPTION_END, 0, NULL);
#undef CM_OPTION
  return MHD_start_daemon(flags, 0, NULL, NULL, handler, context, MHD_OPTION_ARRAY, items, MHD_OPTION_END);
}

/// What was put beside a connection when it began; NULL before that.
static inline void *cm_connection_context(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
  return info ? info->socket_context : NULL;
}

static inline int cm_connection_socket(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  return info ? info->connect_fd : -1;
}

static inline const char *cm_header(struct MHD_Connection *connection, const char *name) {
  return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

static inline int cm_headers(struct MHD_Connection *connection, MHD_KeyValueIteratorN each, void *context) {
  return MHD_get_connection_values_n(connection, MHD_HEADER_KIND, each, context);
}

static inline struct MHD_Response *cm_response(const void *bytes, size_t count) {
  return MHD_create_response_from_buffer(count, (void *)bytes, MHD_RESPMEM_MUST_COPY);
}

static inline struct MHD_Response *cm_stream(size_t block, MHD_ContentReaderCallback read, void *context,
                                             MHD_ContentReaderFreeCallback done) {
  return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, block, read, context, done);
}

static inline ssize_t cm_end_of_stream(void) { return MHD_CONTENT_READER_END_OF_STREAM; }

/// Whether the library was built with encryption.
static inline int cm_has_tls(void) { return MHD_is_feature_supported(MHD_FEATURE_TLS) == MHD_YES; }
