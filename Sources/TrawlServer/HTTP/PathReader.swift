import Foundation
package import Hummingbird
package import TrawlDomain

/// The variable parts of a request's path.
package enum PathReader {
    /// A part as its caller meant it; nil where it is not percent-encoded UTF-8.
    package static func text(_ name: String, _ parameters: Parameters) -> String? {
        parameters.get(name).flatMap { $0.contains("%") ? $0.removingPercentEncoding : $0 }
    }

    /// The job that a path names.
    ///
    /// - Throws: ``APIFailure/noJob(_:)`` for what can be no job's id: there is none of that name.
    package static func job(_ parameters: Parameters) throws(APIFailure) -> JobID {
        let text = text("id", parameters) ?? parameters.get("id") ?? ""
        guard let id = JobID(text) else { throw .noJob(text) }
        return id
    }

    /// The node that a path names.
    ///
    /// - Throws: ``APIFailure/noNode(_:job:)`` for what can be no node's name.
    package static func node(_ parameters: Parameters, of job: JobID) throws(APIFailure) -> NodeName {
        let text = text("node", parameters) ?? parameters.get("node") ?? ""
        do {
            return try NodeName(text)
        } catch {
            throw .noNode(text, job: job.description)
        }
    }
}
