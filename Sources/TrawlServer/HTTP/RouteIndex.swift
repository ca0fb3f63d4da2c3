package import HTTPTypes
package import Hummingbird
import NIOConcurrencyHelpers

/// Which methods there are at which addresses, for whoever asks with another one.
package final class RouteIndex: Sendable {
    private struct Entry: Sendable {
        let path: RouterPath
        let methods: [HTTPRequest.Method]
    }

    private let entries = NIOLockedValueBox<[Entry]>([])

    package init() {}

    /// Takes in the routes once all of them are there.
    package func take(_ routes: [(path: RouterPath, method: HTTPRequest.Method)]) {
        var methods: [String: (path: RouterPath, methods: Set<String>)] = [:]
        for route in routes {
            methods[route.path.description, default: (route.path, [])].methods.insert(route.method.rawValue)
            // Every GET is a HEAD too (the router is built so).
            if route.method == .get { methods[route.path.description]?.methods.insert("HEAD") }
        }
        let entries = methods.values.map { path, names in
            Entry(path: path, methods: names.sorted().compactMap { HTTPRequest.Method(rawValue: $0) })
        }
        self.entries.withLockedValue { $0 = entries }
    }

    /// The methods at an address; none where nothing is.
    func methods(at path: String) -> [HTTPRequest.Method] {
        let parts = path.split(separator: "/", omittingEmptySubsequences: true)
        return entries.withLockedValue { entries in
            entries.first { Self.matches($0.path, parts) }?.methods ?? []
        }
    }

    func failure(for method: HTTPRequest.Method, _ path: String) -> APIFailure {
        let allowed = methods(at: path)
        return allowed.isEmpty ? .noRoute(path) : .wrongMethod(method, allowed: allowed)
    }

    private static func matches(_ path: RouterPath, _ parts: [Substring]) -> Bool {
        var place = 0
        for element in path {
            if element == .recursiveWildcard { return place < parts.count }
            guard place < parts.count, element ~= parts[place] else { return false }
            place += 1
        }
        return place == parts.count
    }
}
