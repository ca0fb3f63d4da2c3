/* The one door to libssh2, and the only place that asks which version it is. */
#pragma once
#include <libssh2.h>
#include <stdbool.h>
#include <sys/types.h>

/* libssh2 1.11 chooses rsa-sha2-* by itself for an ssh-rsa key (RFC 8308, server-sig-algs); 1.10 signs what the key
 * blob's first string says, so there the blob must say rsa-sha2-256. */
static inline bool trawl_libssh2_upgrades_rsa(void) {
#if LIBSSH2_VERSION_NUM >= 0x010b00
    return true;
#else
    return false;
#endif
}

typedef ssize_t (*trawl_recv)(libssh2_socket_t, void *, size_t, int, void **);
typedef void (*trawl_disconnect)(LIBSSH2_SESSION *, int, const char *, int, const char *, int, void **);
typedef ssize_t (*trawl_send)(libssh2_socket_t, const void *, size_t, int, void **);

/* libssh2_session_callback_set wants data pointers and is deprecated since 1.11.1, which has callback_set2. */
static inline void trawl_session_set_callbacks(LIBSSH2_SESSION *session, trawl_recv receive, trawl_send transmit,
                                               trawl_disconnect disconnected) {
#if LIBSSH2_VERSION_NUM >= 0x010b01
    libssh2_session_callback_set2(session, LIBSSH2_CALLBACK_RECV, (libssh2_cb_generic *)receive);
    libssh2_session_callback_set2(session, LIBSSH2_CALLBACK_SEND, (libssh2_cb_generic *)transmit);
    libssh2_session_callback_set2(session, LIBSSH2_CALLBACK_DISCONNECT, (libssh2_cb_generic *)disconnected);
#else
    libssh2_session_callback_set(session, LIBSSH2_CALLBACK_RECV, (void *)receive);
    libssh2_session_callback_set(session, LIBSSH2_CALLBACK_SEND, (void *)transmit);
    libssh2_session_callback_set(session, LIBSSH2_CALLBACK_DISCONNECT, (void *)disconnected);
#endif
}

/* The version that this program was compiled against, e.g. 0x010a00 for 1.10.0. */
static inline int trawl_libssh2_compiled_version(void) { return LIBSSH2_VERSION_NUM; }
