/** The metric of updates that failed, by instance. */
export const UPDATES = { namespace: "Sluice", metricName: "FailedUpdates" };

/** 1 GiB. */
const SWAP_BYTES = 1_073_741_824;

/**
 * Instructions for cloud-init at the first boot: no password opens anything, and updates come in by themselves every night. Amazon Linux keeps
 * to the packages of its image's release unless it is told otherwise (AL2023 User Guide, "Deterministic upgrades through versioned
 * repositories"), so the nightly run asks for the latest release. A new kernel takes a restart, at night as well.
 *
 * An upgrade takes more memory than a nano has, and the kernel kills it there: hence the swap file. How it went is a metric, 1 for a
 * failure: systemd hands the result to what it runs at a service's end (systemd.exec, "Environment Variables Set or Propagated by the
 * Service Manager"), and Amazon Linux has the AWS CLI.
 */
export const USER_DATA = `#cloud-config
ssh_pwauth: false
disable_root: true
swap:
  filename: /swapfile
  size: ${SWAP_BYTES}
  maxsize: ${SWAP_BYTES}
write_files:
  - path: /etc/ssh/sshd_config.d/10-keys-only.conf
    permissions: "0600"
    content: |
      PasswordAuthentication no
      KbdInteractiveAuthentication no
      PermitRootLogin no
      X11Forwarding no
      AllowAgentForwarding no
  - path: /usr/local/sbin/nightly-update
    permissions: "0700"
    content: |
      #!/bin/sh
      set -eu
      dnf --assumeyes --releasever=latest upgrade
      dnf --assumeyes install dnf-utils
      needs-restarting --reboothint || systemctl reboot
  - path: /usr/local/sbin/report-update
    permissions: "0700"
    content: |
      #!/bin/sh
      # Without a role, or a way to CloudWatch, nobody hears of it.
      [ "\${SERVICE_RESULT:-}" = success ] && failed=0 || failed=1
      aws cloudwatch put-metric-data --region "$(cloud-init query region)" --namespace ${UPDATES.namespace} \\
        --metric-name ${UPDATES.metricName} --dimensions "InstanceId=$(cloud-init query instance_id)" --value "$failed" || true
  - path: /etc/systemd/system/nightly-update.service
    content: |
      [Unit]
      Description=Installs all updates, and restarts where one needs it
      [Service]
      Type=oneshot
      ExecStart=/usr/local/sbin/nightly-update
      ExecStopPost=/usr/local/sbin/report-update
  - path: /etc/systemd/system/nightly-update.timer
    content: |
      [Unit]
      Description=Updates every night
      [Timer]
      OnCalendar=*-*-* 03:00:00
      RandomizedDelaySec=1h
      Persistent=true
      [Install]
      WantedBy=timers.target
runcmd:
  - [systemctl, restart, sshd]
  - [systemctl, daemon-reload]
  - [systemctl, enable, --now, nightly-update.timer]
`;
