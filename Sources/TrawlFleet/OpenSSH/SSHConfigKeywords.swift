/// The options that OpenSSH's client knows (ssh_config(5) of 9.2, what 10 added, and what it still takes of old).
enum SSHConfigKeywords {
    /// Those that say how trawl reaches a node.
    static let used: Set<String> = [
        "connecttimeout", "globalknownhostsfile", "hostkeyalias", "hostname", "identitiesonly", "identityagent",
        "identityfile", "port", "proxycommand", "proxyjump", "user", "userknownhostsfile",
    ]

    static let all: Set<String> = used.union(
        """
        addkeystoagent addressfamily batchmode bindaddress bindinterface casignaturealgorithms canonicaldomains \
        canonicalizefallbacklocal canonicalizehostname canonicalizemaxdots canonicalizepermittedcnames certificatefile \
        challengeresponseauthentication channeltimeout checkhostip cipher ciphers clearallforwardings compression \
        compressionlevel connectionattempts controlmaster controlpath controlpersist dsaauthentication dynamicforward \
        enableescapecommandline enablesshkeysign escapechar exitonforwardfailure fallbacktorsh fingerprinthash \
        forkafterauthentication forwardagent forwardx11 forwardx11timeout forwardx11trusted gatewayports \
        globalknownhostsfile2 gssapiauthentication gssapiclientidentity gssapidelegatecredentials gssapikexalgorithms \
        gssapikeyexchange gssapirenewalforcesrekey gssapiserveridentity gssapitrustdns hashknownhosts \
        hostbasedacceptedalgorithms hostbasedauthentication hostbasedkeytypes hostkeyalgorithms ignoreunknown ipqos \
        kbdinteractiveauthentication kbdinteractivedevices keepalive kexalgorithms knownhostscommand localcommand \
        localforward loglevel logverbose macs nohostauthenticationforlocalhost numberofpasswordprompts \
        obscurekeystroketiming passwordauthentication permitlocalcommand permitremoteopen pkcs11provider \
        preferredauthentications protocol proxyusefdpass pubkeyacceptedalgorithms pubkeyacceptedkeytypes \
        pubkeyauthentication refuseconnection rekeylimit remotecommand remoteforward requesttty requiredrsasize \
        revokedhostkeys rhostsrsaauthentication rsaauthentication securitykeyprovider sendenv serveralivecountmax \
        serveraliveinterval sessiontype setenv skeyauthentication smartcarddevice stdinnull streamlocalbindmask \
        streamlocalbindunlink stricthostkeychecking syslogfacility tag tcpkeepalive tunnel tunneldevice updatehostkeys \
        usekeychain useprivilegedport useroaming usersh userknownhostsfile2 verifyhostkeydns versionaddendum \
        visualhostkey warnweakcrypto xauthlocation
        """.split(separator: " ").map(String.init)
    )
}
