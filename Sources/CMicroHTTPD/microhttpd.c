#include "CMicroHTTPD.h"

#include <late_binding.h>

static struct late_library microhttpd = {"libmicrohttpd.so.12", "libmicrohttpd12", NULL};

const char *cm_fault(void) { return late_fault(&microhttpd); }

#define FUNCTION(result, name, parameters, arguments) LATE_FUNCTION(microhttpd, result, name, parameters, arguments)
#define PROCEDURE(name, parameters, arguments) LATE_PROCEDURE(microhttpd, name, parameters, arguments)

FUNCTION(const char *, MHD_get_version, (void), ())
FUNCTION(enum MHD_Result, MHD_is_feature_supported, (enum MHD_FEATURE feature), (feature))
FUNCTION(MHD_socket, MHD_quiesce_daemon, (struct MHD_Daemon * daemon), (daemon))
PROCEDURE(MHD_stop_daemon, (struct MHD_Daemon * daemon), (daemon))
PROCEDURE(MHD_suspend_connection, (struct MHD_Connection * connection), (connection))
PROCEDURE(MHD_resume_connection, (struct MHD_Connection * connection), (connection))
FUNCTION(const char *, MHD_lookup_connection_value,
         (struct MHD_Connection * connection, enum MHD_ValueKind kind, const char *key), (connection, kind, key))
FUNCTION(int, MHD_get_connection_values_n,
         (struct MHD_Connection * connection, enum MHD_ValueKind kind, MHD_KeyValueIteratorN each, void *context),
         (connection, kind, each, context))
FUNCTION(struct MHD_Response *, MHD_create_response_from_buffer,
         (size_t count, void *bytes, enum MHD_ResponseMemoryMode mode), (count, bytes, mode))
FUNCTION(struct MHD_Response *, MHD_create_response_from_callback,
         (uint64_t size, size_t block, MHD_ContentReaderCallback read, void *context,
          MHD_ContentReaderFreeCallback done),
         (size, block, read, context, done))
FUNCTION(enum MHD_Result, MHD_add_response_header,
         (struct MHD_Response * response, const char *header, const char *content), (response, header, content))
FUNCTION(enum MHD_Result, MHD_queue_response,
         (struct MHD_Connection * connection, unsigned int status, struct MHD_Response *response),
         (connection, status, response))
PROCEDURE(MHD_destroy_response, (struct MHD_Response * response), (response))

// Variadic, each with what it is called with here.

typedef const union MHD_ConnectionInfo *(*informer)(struct MHD_Connection *, enum MHD_ConnectionInfoType, ...);

static informer connection_info(void) {
  static _Atomic(void *) place;
  return (informer)late_function(&microhttpd, &place, "MHD_get_connection_info");
}

struct MHD_Daemon *cm_start(const struct cm_settings *settings, void *context,
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
  static _Atomic(void *) place;
  struct MHD_Daemon *(*start)(unsigned int, uint16_t, MHD_AcceptPolicyCallback, void *, MHD_AccessHandlerCallback, void *,
                              ...) = late_function(&microhttpd, &place, "MHD_start_daemon");
  return !start ? NULL : start(flags, 0, NULL, NULL, handler, context, MHD_OPTION_ARRAY, items, MHD_OPTION_END);
}

void *cm_connection_context(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info = connection_info()(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
  return info ? info->socket_context : NULL;
}

int cm_connection_socket(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info = connection_info()(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  return info ? info->connect_fd : -1;
}

const char *cm_version(void) {
  const char *version = MHD_get_version();
  return version ? version : "";
}

const char *cm_header(struct MHD_Connection *connection, const char *name) {
  return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

int cm_headers(struct MHD_Connection *connection, MHD_KeyValueIteratorN each, void *context) {
  return MHD_get_connection_values_n(connection, MHD_HEADER_KIND, each, context);
}

struct MHD_Response *cm_response(const void *bytes, size_t count) {
  return MHD_create_response_from_buffer(count, (void *)bytes, MHD_RESPMEM_MUST_COPY);
}

struct MHD_Response *cm_stream(size_t block, MHD_ContentReaderCallback read, void *context,
                                             MHD_ContentReaderFreeCallback done) {
  return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, block, read, context, done);
}

ssize_t cm_end_of_stream(void) { return MHD_CONTENT_READER_END_OF_STREAM; }

int cm_has_tls(void) { return MHD_is_feature_supported(MHD_FEATURE_TLS) == MHD_YES; }
