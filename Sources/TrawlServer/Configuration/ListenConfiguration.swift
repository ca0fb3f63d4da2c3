import Foundation

/// Where a server listens, and how its connections are kept from being read.
package struct ListenConfiguration: Hashable, Sendable {
    /// The files of a certificate chain and its key, in PEM.
    package struct TLS: Hashable, Sendable {
        package var certificate: String
        package var key: String
    }

    package var address: String
    /// 0 lets the system choose.
    package var port: Int
    package var tls: TLS?
    /// Whether somebody in front of the server does the TLS.
    package var isBehindProxy: Bool

    init(_ settings: ServerSettings, absolute: (String) -> String) throws(SettingsFault) {
        address = settings.text(.listenAddress) ?? "127.0.0.1"
        port = try settings.number(.listenPort)
        isBehindProxy = try settings.flag(.behindProxy)
        switch (settings.text(.tlsCertificate), settings.text(.tlsKey)) {
        case (let certificate?, let key?): tls = TLS(certificate: absolute(certificate), key: absolute(key))
        case (nil, nil): tls = nil
        case (_?, nil):
            throw SettingsFault("\(settings.source(of: .tlsCertificate)): listen.tls_key is missing beside it")
        case (nil, _?):
            throw SettingsFault("\(settings.source(of: .tlsKey)): listen.tls_certificate is missing beside it")
        }
        if !isLoopback, tls == nil, !isBehindProxy {
            throw SettingsFault(
                "\(settings.source(of: .listenAddress)): \(address) can be reached from other machines, and tokens would "
                    + "travel in the clear: give listen.tls_certificate and listen.tls_key, or say listen.behind_proxy "
                    + "where a proxy does the TLS"
            )
        }
    }

    /// Whether only this machine can reach the address; names other than localhost are not looked up and count as no.
    package var isLoopback: Bool {
        if address == "localhost" || address == "::1" { return true }
        var parsed = in_addr()
        guard inet_pton(AF_INET, address, &parsed) == 1 else { return false }
        return UInt32(bigEndian: parsed.s_addr) >> 24 == 127
    }

    /// The address of the service for programs on this machine, with the port that it got.
    package func url(port: Int) -> String {
        let scheme = tls == nil ? "http" : "https"
        return "\(scheme)://\(address.contains(":") ? "[\(address)]" : address):\(port)"
    }
}
