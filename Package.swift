// swift-tools-version: 6.2
import PackageDescription

/// What every target of this package is built with (the house rules are in the README, "Contributing").
let house: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioHTTPTypes = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioLocks = Target.Dependency.product(name: "NIOConcurrencyHelpers", package: "swift-nio")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")

let package = Package(
    name: "trawl",
    products: [
        .library(name: "SSHClient", targets: ["SSHClient"]),
        .executable(name: "trawl", targets: ["trawl"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras.git", from: "1.24.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.30.0"),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
        .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams.git", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1"),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-configuration.git", from: "1.4.0"),
        .package(url: "https://github.com/swift-server/async-http-client.git", from: "1.37.0"),
    ],
    targets: [
        // Floor 0
        .systemLibrary(name: "CLibSSH2", pkgConfig: "libssh2", providers: [.apt(["libssh2-1-dev"])]),
        .systemLibrary(name: "CLibArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),

        // Floor 1
        .target(
            name: "SSHClient",
            dependencies: [
                "CLibSSH2", nioCore, nioPosix, nioLocks, crypto,
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ],
            swiftSettings: house + [.strictMemorySafety()]
        ),
        .target(name: "TrawlDomain", swiftSettings: house),
        .target(name: "StrictYAML", dependencies: ["Yams"], swiftSettings: house),

        // Floor 2
        .target(name: "TrawlFleet", dependencies: ["TrawlDomain", "StrictYAML"], swiftSettings: house),
        .target(
            name: "TrawlStore",
            dependencies: ["TrawlDomain", nioLocks, .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: house
        ),
        .target(name: "TrawlEngine", dependencies: ["TrawlDomain", nioLocks], swiftSettings: house),

        // Floor 3
        .target(
            name: "TrawlCollect",
            dependencies: [
                "TrawlDomain", "TrawlFleet", "StrictYAML", "SSHClient", "CLibArchive", nioCore, nioPosix, nioLocks,
                crypto,
            ],
            swiftSettings: house
        ),

        // Floor 4
        .target(
            name: "TrawlServer",
            dependencies: [
                "TrawlDomain", "TrawlEngine", "TrawlStore", "TrawlFleet", "TrawlCollect", "StrictYAML", "SSHClient",
                nioCore, nioPosix, nioHTTP1, nioHTTPTypes, nioLocks, crypto, httpTypes, logging,
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Configuration", package: "swift-configuration"),
            ],
            // In the program itself, which is installed as one file.
            resources: [.embedInCode("OpenAPI/openapi.yaml"), .embedInCode("Page/Files")],
            swiftSettings: house
        ),

        // Floor 5
        .executableTarget(
            name: "trawl",
            dependencies: [
                "TrawlServer", "TrawlDomain", "TrawlEngine", "TrawlStore", "TrawlFleet", "TrawlCollect", "StrictYAML",
                "SSHClient", nioCore, nioPosix, nioHTTP1, nioLocks, logging, asyncHTTPClient,
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: house
        ),

        // Tests
        .target(
            name: "TrawlTestKit",
            dependencies: ["TrawlDomain", "SSHClient", nioLocks],
            path: "Tests/TrawlTestKit",
            swiftSettings: house
        ),
        .testTarget(
            name: "SSHClientTests",
            dependencies: ["SSHClient", "TrawlTestKit", nioCore, nioPosix, crypto],
            swiftSettings: house
        ),
        .testTarget(name: "TrawlDomainTests", dependencies: ["TrawlDomain"], swiftSettings: house),
        .testTarget(name: "StrictYAMLTests", dependencies: ["StrictYAML"], swiftSettings: house),
        .testTarget(
            name: "TrawlFleetTests",
            dependencies: ["TrawlFleet", "TrawlDomain", "StrictYAML", "TrawlTestKit"],
            swiftSettings: house
        ),
        .testTarget(
            name: "TrawlStoreTests",
            dependencies: [
                "TrawlStore", "TrawlDomain", "TrawlTestKit", nioLocks, .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: house
        ),
        .testTarget(
            name: "TrawlEngineTests",
            dependencies: ["TrawlEngine", "TrawlStore", "TrawlDomain", "TrawlTestKit"],
            swiftSettings: house
        ),
        .testTarget(
            name: "TrawlCollectTests",
            dependencies: [
                "TrawlCollect", "TrawlDomain", "TrawlFleet", "TrawlTestKit", "SSHClient", nioCore, nioPosix,
            ],
            swiftSettings: house
        ),
        .testTarget(
            name: "TrawlServerTests",
            dependencies: [
                "TrawlServer", "TrawlDomain", "TrawlEngine", "TrawlStore", "TrawlFleet", "TrawlCollect", "SSHClient",
                "StrictYAML", "TrawlTestKit", nioCore, nioPosix, nioHTTP1, nioLocks, httpTypes, logging,
                asyncHTTPClient,
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Configuration", package: "swift-configuration"),
            ],
            swiftSettings: house
        ),
        .testTarget(
            name: "trawlTests",
            dependencies: [
                "trawl", "TrawlServer", "TrawlDomain", "TrawlEngine", "TrawlStore", "TrawlFleet", "SSHClient",
                "TrawlTestKit", nioCore, nioPosix, nioLocks,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: house
        ),
        .testTarget(
            name: "SystemTests",
            dependencies: ["trawl", "TrawlDomain", "TrawlTestKit", asyncHTTPClient, nioCore],
            swiftSettings: house
        ),
    ]
)
