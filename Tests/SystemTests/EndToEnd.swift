import Testing

/// The built program against fleets: each case wants the machine for itself, so one runs at a time.
@Suite("End to end", .serialized)
enum EndToEnd {}
