import TrawlDomain
import TrawlServer

/// What is told of a job that is followed.
enum JobNews: Sendable {
    /// The job as it is stored now.
    case job(Job)
    /// A node as it is stored now.
    case node(NodeRecord)
    /// An entry of the journal, once.
    case entry(EventDocument)
    /// How far the nodes have come since.
    case progress(ProgressDocument)
    /// Nothing is heard of the job any more, for this reason; it is tried again.
    case lost(String)
    /// It is heard of again.
    case back
}
