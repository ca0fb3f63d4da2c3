/// How whoever follows jobs wants to be told of them: what is made once of each entry, for all who follow.
package struct FeedFrames<Frame: Sendable>: Sendable {
    let event: @Sendable (FeedEvent) -> Frame
    let progress: @Sendable (JobSnapshot) -> Frame

    package init(
        event: @escaping @Sendable (FeedEvent) -> Frame,
        progress: @escaping @Sendable (JobSnapshot) -> Frame
    ) {
        self.event = event
        self.progress = progress
    }
}
