package import Hummingbird

/// Routes that belong together, and what they need.
package protocol RouteSet: Sendable {
    /// Adds the routes below a group's path; who asks is known by then.
    func add(to routes: RouterGroup<MemberContext>)
}
