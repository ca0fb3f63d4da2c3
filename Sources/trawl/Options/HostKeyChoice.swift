import ArgumentParser

/// What `--host-key` can be.
enum HostKeyChoice: String, CaseIterable, ExpressibleByArgument {
    case strict
    case acceptNew = "accept-new"
    case off
}
