package import Foundation

/// What a look at a node found of an attempt that was interrupted, and did about it.
package struct AttemptLook: Hashable, Sendable {
    package enum Finding: String, CaseIterable, Sendable {
        /// Nothing of it ran any more.
        case clear
        /// Something ran, and TERM was enough.
        case terminated
        /// Something ran, and KILL was needed.
        case killed
        /// Something is left in spite of KILL.
        case left
    }

    package let finding: Finding
    /// What a person should know, where there is something.
    package let detail: String?
    package let at: Date

    package init(_ finding: Finding, detail: String? = nil, at moment: Date) {
        self.finding = finding
        self.detail = detail
        at = moment
    }

    /// What the remote work's end was by this look; nil where it tells nothing.
    package var outcome: CancelOutcome? {
        switch finding {
        case .terminated: .terminated
        case .killed: .killed
        case .clear, .left: nil
        }
    }
}
