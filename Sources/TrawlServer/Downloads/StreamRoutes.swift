package import Hummingbird
package import TrawlDomain
package import TrawlEngine

/// All routes whose answers are streams: what was collected, and what happens.
package struct StreamRoutes: RouteSet {
    private let sets: [any RouteSet]

    package init(
        files: CollectedFiles,
        engine: JobManager,
        store: any JobStore,
        farewell: StreamFarewell,
        tokens: TokenWatch
    ) {
        sets = [
            TranscriptRoutes(files: files),
            ArtifactRoutes(files: files),
            SearchRoutes(files: files),
            BundleRoutes(files: files),
            EventRoutes(
                files: files,
                store: store,
                manager: engine,
                clock: ContinuousClock(),
                farewell: farewell,
                tokens: tokens
            ),
        ]
    }

    package func add(to routes: RouterGroup<MemberContext>) {
        for set in sets { set.add(to: routes) }
    }
}
