/// Where a command works.
enum JobPlace: Sendable {
    case server(RemoteJobs)
    case directory(LocalJobs)

    /// What both have in common.
    var source: any JobSource {
        switch self {
        case .server(let jobs): jobs
        case .directory(let jobs): jobs
        }
    }
}
