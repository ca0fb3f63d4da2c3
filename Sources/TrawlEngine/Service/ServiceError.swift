package import TrawlDomain

/// Why the service did not do what was asked; nothing was stored then.
package enum ServiceError: Error, Equatable, Sendable {
    /// There is no such job, or none for this caller: the two look the same.
    case jobNotFound(String)
    /// The job has no such node.
    case nodeNotFound(String, of: JobID)
    /// The caller may not; the text says what it would take.
    case forbidden(String)
    /// What is stored stands in the way.
    case conflict(ServiceConflict)
    /// The list whose next page is asked for is forgotten: it is to be asked for anew.
    case listForgotten
    /// The request itself is at fault, in this field.
    case invalid(field: String, message: String)
    /// The store failed.
    case store(StoreError)
}
